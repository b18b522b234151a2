import { PAGE } from './pager.js';

/** The page holds no more messages than this, and is cut to the smaller number when it does (B14). */
const MOST = 600;
const KEPT = 550;

/**
 * @typedef {import('../connection/protocol.js').Message} Message
 *
 * @typedef {object} Uses
 * @property {HTMLElement} button to load older messages: shown if there are any
 * @property {import('./log.js').Log} log
 * @property {import('./scrollview.js').ScrollView} view
 * @property {import('./announce.js').Announcer} voice
 * @property {() => void} moved called after messages of the history were shown
 */

/** The part of the history that the page holds. It is cut at the side that is farther from what is read. */
export class Window {
  #uses;
  #newest = 0; // of what came while the window did not reach the end

  /** @param {Uses} uses */
  constructor(uses) {
    this.#uses = uses;
  }

  /** Whether there is more before it. */
  get older() {
    return !this.#uses.button.hidden;
  }

  set older(older) {
    const { button } = this.#uses;
    if (!older && button.matches(':focus')) button.parentElement?.focus({ preventScroll: true }); // or nothing would have it
    button.hidden = !older;
  }

  /** Whether there is more behind it. */
  get newer() {
    return this.#uses.view.cut;
  }

  set newer(newer) {
    this.#uses.view.cut = newer || this.#uses.log.last < this.#newest;
  }

  /** @param {Message} message of the catch-up, or live */
  take(message) {
    if (this.newer) this.skip(message.seq);
    else this.#uses.log.add(message);
  }

  /** @param {number} seq is known to be there, and not shown */
  skip(seq) {
    this.#newest = Math.max(this.#newest, seq);
  }

  /**
   * Shows messages of the history.
   * @param {Message[]} messages
   * @param {() => void} about done in the same step, after that
   */
  add(messages, about) {
    const { log, view, announcer, moved } = this.#uses;
    view.steady(row => announcer.quietly(() => {
      for (const message of messages) log.add(message);
      about();
      this.trim(row);
    }));
    moved();
  }

  /** More is wished for above: it would be cut at once if what is read were far below. */
  lookUp() {
    const { log, view } = this.#uses;
    const first = log.row(log.first);
    if (first && log.size > KEPT - PAGE) view.center(first);
  }

  /** Begins anew somewhere else. */
  clear() {
    const { log } = this.#uses;
    this.skip(log.last);
    log.clear();
  }

  /**
   * Cuts what is too much. It is called within a steady step of the view.
   * @param {HTMLElement | undefined} row the first in sight; none at the end
   */
  trim(row) {
    const { log } = this.#uses;
    if (log.size <= MOST) return;
    const place = row?.dataset.seq ? log.placeOf(Number(row.dataset.seq)) : log.size;
    const start = Math.max(0, Math.min(place - KEPT / 2, log.size - KEPT));
    if (start > 0) this.older = true;
    if (start + KEPT < log.size) this.skip(log.last);
    const newer = this.newer;
    log.keep(start, start + KEPT);
    this.newer = newer;
  }
}
