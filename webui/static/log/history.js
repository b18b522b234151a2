import { Gaps } from './gaps.js';
import { PAGE, Pager } from './pager.js';
import { Window } from './window.js';

/** More is loaded when less than so many screens remain (B14). */
const AHEAD = 1.5;

/** Above every number there is. */
const TOP = Number.MAX_SAFE_INTEGER;

/**
 * @typedef {object} Uses
 * @property {import('../connection/connection.js').Connection} connection
 * @property {import('./log.js').Log} log
 * @property {import('./scrollview.js').ScrollView} view
 * @property {import('./announce.js').Announcer} voice
 * @property {() => void} moved called after more was loaded
 */

/** Loads what is older or newer than what the page holds where somebody reads, or wants to. */
export class History {
  #button;
  #uses;
  #pager;
  #gaps;

  /**
   * @param {HTMLElement} button "Load previous messages"
   * @param {Uses} uses
   */
  constructor(button, uses) {
    this.#button = button;
    this.#uses = uses;
    this.window = new Window({ button, ...uses });
    this.#pager = new Pager(uses.connection);
    this.#gaps = new Gaps({ ...uses, pager: this.#pager, add: (messages, about) => this.window.add(messages, about) });
    button.addEventListener('click', () => {
      this.window.lookUp();
      this.#extend('before');
    });
    uses.view.onMove(() => this.look());
  }

  /** Begins: there is more before the newest messages if they fill a page. */
  begin() {
    this.window.older = this.#uses.log.size >= PAGE;
  }

  /** @param {import('../connection/protocol.js').Gap} gap */
  addGap(gap) {
    if (this.window.newer) this.window.skip(gap.to);
    else this.#gaps.add(gap);
  }

  /** Loads more where it will soon be needed. */
  async look() {
    const { view, connection } = this.#uses;
    if (!connection.here) return;
    if (this.window.older && view.above < AHEAD) await this.#extend('before');
    else if (this.window.newer && view.below < AHEAD) await this.#extend('after');
  }

  /** Shows the newest message. */
  async toEnd() {
    const { view } = this.#uses;
    if (!this.window.newer) return view.toEnd();
    await this.#pager.load(this.#button, async () => {
      const { messages, more } = await this.#pager.ask('before', TOP);
      this.window.clear();
      this.window.add(messages, () => Object.assign(this.window, { older: more, newer: false }));
      view.toEnd();
    });
  }

  /**
   * Shows a message, wherever it is, in the middle of what is in sight.
   * @param {number} seq
   * @returns {Promise<HTMLElement | null | undefined>} null if it is not there, undefined if nobody knows
   */
  async show(seq) {
    const { log, view } = this.#uses;
    const goTo = () => this.#move(seq, PAGE / 2, message => message?.seq === seq);
    const known = log.row(seq) ? true : await this.#pager.load(this.#button, goTo);
    const row = log.row(seq);
    if (row) view.center(row);
    return row ?? (known ? null : undefined);
  }

  /**
   * Moves the window to both sides of a number.
   * @param {number} seq
   * @param {number} limit of messages after it
   * @param {(message: import('../connection/protocol.js').Message | undefined) => boolean} fits given the last up to it
   */
  async #move(seq, limit, fits) {
    const [before, after] = await Promise.all([
      this.#pager.ask('before', seq + 1, PAGE / 2), this.#pager.ask('after', seq, limit),
    ]);
    if (!fits(before.messages.at(-1))) return;
    this.window.clear();
    this.window.add([...before.messages, ...after.messages], () => {
      Object.assign(this.window, { older: before.more, newer: after.more });
    });
  }

  /**
   * Moves the window to what comes after a number.
   * @param {number} seq
   */
  async goAfter(seq) {
    await this.#pager.load(this.#button, () => this.#move(seq, PAGE, () => true));
  }

  /**
   * What there is after the messages of the page. It is not shown.
   * @param {number} most how many messages are loaded
   * @returns {Promise<{count: number, messages: import('../connection/protocol.js').Message[]}>} what the room answers, as far as it does
   */
  async beyond(most) {
    const beyond = { count: 0, messages: /** @type {import('../connection/protocol.js').Message[]} */ ([]) };
    if (!this.window.newer) return beyond;
    await this.#pager.load(this.#button, async () => {
      let { last } = this.#uses.log, more = true;
      beyond.count = await this.#pager.count(last);
      while (more && beyond.messages.length < most) {
        const page = await this.#pager.ask('after', last);
        beyond.messages.push(...page.messages);
        last = page.messages.at(-1)?.seq ?? last;
        ({ more } = page);
      }
    });
    return beyond;
  }

  /** @param {'before' | 'after'} type */
  async #extend(type) {
    const { log } = this.#uses;
    const edge = () => type === 'before' ? log.first : log.last;
    const done = await this.#pager.load(this.#button, async () => {
      const asked = edge();
      const { messages, more } = await this.#pager.ask(type, asked);
      if (edge() !== asked) return; // the window has moved on
      this.window.add(messages, () => { this.window[type === 'before' ? 'older' : 'newer'] = more; });
    });
    if (done) this.look();
  }
}
