import { dividerRow, sinceRow } from './rows.js';

/** The line "new" above the first unread message, until the next arrival or Esc (B12). */
export class Divider {
  #log;
  #view;
  #line = dividerRow();
  #since = sinceRow();

  /**
   * @param {import('./log.js').Log} log
   * @param {import('./scrollview.js').ScrollView} view
   */
  constructor(log, view) {
    this.#log = log;
    this.#view = view;
    addEventListener('keydown', event => {
      if (event.key === 'Escape' && !event.defaultPrevented) this.#view.steady(() => this.clear());
    });
  }

  /**
   * @param {number} seq of the first unread message
   * @param {string} words about all of them, "" for none
   */
  put(seq, words = '') {
    this.clear();
    this.#line.dataset.from = this.#since.dataset.from = String(seq);
    this.#since.textContent = words;
    this.draw();
  }

  /** Puts the line in its place again, when its message has come back into the page. */
  draw() {
    const seq = Number(this.#line.dataset.from);
    if (!seq || this.#line.isConnected || !this.#log.row(seq)) return;
    if (this.#since.textContent) this.#log.addBar(this.#since);
    this.#log.addBar(this.#line);
  }

  clear() {
    delete this.#line.dataset.from;
    this.#line.remove();
    this.#since.remove();
  }

  /** What stands first of it. */
  get head() {
    return this.#since.isConnected ? this.#since : this.#line;
  }
}
