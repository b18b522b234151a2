import { Lost, Refused } from './answers.js';
import { gapRow, labelGap } from './rows.js';

/** How many messages come at once (B14). */
const PAGE = 100;

/**
 * @typedef {object} Uses
 * @property {import('./connection.js').Connection} connection
 * @property {import('./log.js').Log} log
 * @property {import('./view.js').View} view
 */

/** Loads what is older, and what was left out, when the person asks for it. */
export class History {
  #button;
  #uses;
  #loading = false;

  /**
   * @param {HTMLElement} button "Load previous messages"
   * @param {Uses} uses
   */
  constructor(button, uses) {
    this.#button = button;
    this.#uses = uses;
    button.addEventListener('click', () => this.#load(button, () => this.#previous()));
  }

  /** Begins: there is more before the newest messages if they fill a page. */
  begin() {
    this.#button.hidden = this.#uses.log.size < PAGE;
  }

  /** @param {import('./wire.js').Gap} gap */
  addGap({ from, to, count }) {
    const bar = gapRow();
    Object.assign(bar.dataset, { from, to, count });
    labelGap(bar, count);
    bar.addEventListener('click', () => this.#load(bar, () => this.#fill(bar)));
    this.#uses.log.addBar(bar);
  }

  async #previous() {
    const { messages, more } = await this.#ask('before', this.#uses.log.first);
    this.#add(messages, () => { this.#button.hidden = !more; });
  }

  /**
   * Loads a piece of a gap at the end that is being read: below what stands
   * above the bar if that is in sight, else above what stands below it.
   * @param {HTMLElement} bar
   */
  async #fill(bar) {
    const from = Number(bar.dataset.from), to = Number(bar.dataset.to);
    const above = bar.previousElementSibling;
    const down = above !== null && this.#uses.view.shows(above);
    const page = down ? await this.#ask('after', from - 1) : await this.#ask('before', to + 1);
    const missing = page.messages.filter(({ seq }) => seq >= from && seq <= to);
    const left = Number(bar.dataset.count) - missing.length;
    const closed = left <= 0 || !page.more || missing.length < page.messages.length;
    this.#add(missing, () => {
      if (closed) return bar.remove();
      if (down) bar.dataset.from = String(missing[missing.length - 1].seq + 1);
      else bar.dataset.to = String(missing[0].seq - 1);
      bar.dataset.count = String(left);
      labelGap(bar, left);
    });
  }

  /**
   * @param {import('./wire.js').Message[]} messages
   * @param {() => void} before done first, in the same step
   */
  #add(messages, before) {
    const { log, view } = this.#uses;
    view.steady(() => {
      log.hush();
      before();
      for (const message of messages) log.add(message);
      requestAnimationFrame(() => log.speak());
    });
  }

  /**
   * @param {'before' | 'after'} type
   * @param {number} seq
   * @returns {Promise<import('./wire.js').Page>}
   */
  async #ask(type, seq) {
    const { connection } = this.#uses;
    try {
      return await connection.ask({ type, seq, limit: PAGE });
    } catch (error) {
      if (!(error instanceof Refused) || error.wait === 0) throw error;
      await new Promise(resolve => setTimeout(resolve, error.wait)); // the budget of B29 grows back
      return this.#ask(type, seq);
    }
  }

  /**
   * One at a time. The button stays enabled, or it would lose the focus.
   * @param {HTMLElement} button
   * @param {() => Promise<void>} act
   */
  async #load(button, act) {
    if (this.#loading) return;
    this.#loading = true;
    button.ariaBusy = 'true';
    try {
      await act();
    } catch (error) {
      if (!(error instanceof Lost || error instanceof Refused)) throw error; // the button is still there
    } finally {
      this.#loading = false;
      button.ariaBusy = null;
    }
  }
}
