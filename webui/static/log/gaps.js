import { gapRow, labelGap } from './rows.js';

/**
 * @typedef {object} Uses
 * @property {import('./log.js').Log} log
 * @property {import('./scrollview.js').ScrollView} view
 * @property {import('./pager.js').Pager} pager
 * @property {(messages: import('../connection/protocol.js').Message[], about: () => void) => void} add shows messages of the history
 */

/** The bars where a catch-up left messages out. Each loads what it stands for, a page at a time (B3). */
export class Gaps {
  #uses;

  /** @param {Uses} uses */
  constructor(uses) {
    this.#uses = uses;
  }

  /** @param {import('../connection/protocol.js').Gap} gap */
  add({ from, to, count }) {
    const bar = gapRow();
    Object.assign(bar.dataset, { from, to, count });
    labelGap(bar, count);
    bar.addEventListener('click', () => this.#uses.pager.load(bar, () => this.#fill(bar)));
    this.#uses.log.addBar(bar);
  }

  /**
   * Loads a piece of a gap at the end that is being read: below what stands
   * above the bar if that is in sight, else above what stands below it.
   * @param {HTMLElement} bar
   */
  async #fill(bar) {
    const { view, pager, add } = this.#uses;
    const from = Number(bar.dataset.from), to = Number(bar.dataset.to);
    const above = bar.previousElementSibling;
    const down = above !== null && view.shows(above);
    const page = down ? await pager.ask('after', from - 1) : await pager.ask('before', to + 1);
    if (!bar.isConnected) return; // the window has moved on
    const missing = page.messages.filter(({ seq }) => seq >= from && seq <= to);
    const left = Number(bar.dataset.count) - missing.length;
    const closed = left <= 0 || !page.more || missing.length < page.messages.length;
    add(missing, () => {
      if (closed) return bar.remove();
      if (down) bar.dataset.from = String(missing[missing.length - 1].seq + 1);
      else bar.dataset.to = String(missing[0].seq - 1);
      bar.dataset.count = String(left);
      labelGap(bar, left);
    });
  }
}
