import { fill } from '../log/content.js';
import { Lost, Refused } from '../connection/replies.js';
import { Countdown } from '../shared/countdown.js';
import { part } from '../shared/template.js';
import { legible } from '../shared/text.js';
import { clock, rest, sameDay, span, words } from '../shared/time.js';

/**
 * @typedef {object} Barred why the person may not write
 * @property {string} text
 * @property {string} [why] what of it stays true while the wait gets shorter
 * @property {number} [retry_ms] none if waiting does not help
 *
 * @typedef {object} Holds what admins have decided, as it concerns the person
 * @property {number} slow_ms between two messages
 * @property {number} [wait_ms] until the next one
 * @property {boolean} locked
 * @property {Barred | null} barred
 *
 * @typedef {object} Parts
 * @property {HTMLElement} topic
 * @property {HTMLElement} box where one writes
 * @property {HTMLElement} form around it
 */

const FREE = { slow_ms: 0, locked: false, barred: null };

/** The topic under the title, and where one writes why one may not, by whom, and until when (B39). */
export class Standing {
  #parts;
  #connection;
  /** @type {Holds} */
  #holds = FREE;
  #countdown = new Countdown(left => this.#tick(left));
  /** Whether the person was sent out, so that the words on that say enough. */
  out = false;

  /**
   * @param {Parts} parts
   * @param {import('../connection/connection.js').Connection} connection
   */
  constructor(parts, connection) {
    this.#parts = parts;
    this.#connection = connection;
  }

  /** Whether nothing can be said now, so that a text is better kept where it is. */
  get keeps() {
    return Boolean(this.#holds.barred || this.#holds.wait_ms);
  }

  /** @param {{text: string, html?: string}} topic */
  topic(topic) {
    this.#parts.topic.hidden = topic.text === '';
    fill(this.#parts.topic, topic.text ? topic : { text: '' }, '');
  }

  /** A connection begins: nothing holds, unless it comes. */
  begin() {
    this.out = false;
    this.show(FREE);
  }

  /** @param {Holds} holds */
  show(holds) {
    this.#holds = holds;
    const { slow_ms, wait_ms, locked, barred } = holds;
    const slow = slow_ms ? `Slow mode: one message in ${span(slow_ms)} from each.` : '';
    if (barred) this.#say(until(barred, 'You can read, and write again'), barred.retry_ms);
    else if (wait_ms) this.#say(slow, wait_ms);
    else this.#say([slow, locked && 'Locked: who has not written before only reads.'].filter(Boolean).join(' '));
  }

  /** Asks what holds now. */
  async ask() {
    try {
      this.show(await this.#connection.ask({ type: 'standing' }));
    } catch (error) {
      if (!(error instanceof Lost || error instanceof Refused)) throw error; // it comes with the next connection
    }
  }

  /** The person has said something: in the slow mode that begins a wait. */
  said() {
    if (this.#holds.slow_ms) this.ask();
  }

  /**
   * The person has to go.
   * @param {{reason: string, why?: string, code: string, retry_ms?: number}} bye
   */
  leave({ reason, why, code, retry_ms }) {
    const barred = { text: reason, why, retry_ms };
    this.out = true;
    this.#holds = { ...FREE, barred: code === 'banned' ? barred : null };
    this.#say(code === 'banned' ? until(barred, 'You can come back') : `${reason}. Enter brings you back.`, retry_ms);
  }

  /** Says again what keeps the person from writing. */
  insist() {
    const { box } = this.#parts;
    box.classList.remove('insists');
    void box.offsetWidth; // so that the movement begins anew
    box.classList.add('insists');
  }

  /**
   * @param {string} words "" for none
   * @param {number} [wait] in ms, until they are no longer true
   */
  #say(words, wait) {
    const { box, form } = this.#parts;
    box.hidden = !words;
    box.classList.toggle('bars', this.keeps || this.out);
    form.classList.toggle('barred', this.keeps);
    part(box, '.words').textContent = legible(words);
    part(box, '.left').textContent = '';
    if (wait) this.#countdown.start(wait);
    else this.#countdown.stop();
  }

  /** @param {number} left seconds */
  #tick(left) {
    part(this.#parts.box, '.left').textContent = rest(left);
    if (left > 0 || this.out) return;
    this.show({ ...this.#holds, barred: null, wait_ms: 0 });
    this.ask(); // something else may hold
  }
}

/**
 * Why somebody may not do something, and when they may.
 * @param {Barred} barred
 * @param {string} may
 */
function until({ text, why = text, retry_ms }, may) {
  if (!retry_ms) return text;
  const now = new Date(), end = new Date(now.getTime() + retry_ms);
  return `${why} ${may} ${sameDay(now, end) ? `at ${clock(end)}` : `on ${words(end, now)}`}.`;
}
