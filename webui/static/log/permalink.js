import { copy } from '../shared/clipboard.js';

/** The address of a message: "#m1234" (B16). */
const ADDRESS = /^#m([1-9]\d{0,15})$/;

/** Keeps the page and its address together: the message of the address is shown and marked. */
export class Permalink {
  #uses;
  /** @type {HTMLElement | undefined} */
  #marked;

  /**
   * @param {object} uses
   * @param {import('./history.js').History} uses.history
   * @param {(text: string) => void} uses.tell
   * @param {HTMLElement} uses.list of the messages, whose times are links
   */
  constructor(uses) {
    this.#uses = uses;
    addEventListener('hashchange', () => this.open());
    uses.list.addEventListener('click', ({ target }) => {
      const link = target instanceof Element && target.closest('.link');
      if (link instanceof HTMLAnchorElement) this.#copy(link);
    });
  }

  /** The number of the message that the address asks for; 0 for none. */
  get sought() {
    return Number(ADDRESS.exec(location.hash)?.[1] ?? 0);
  }

  /** Shows the message that the address asks for. */
  async open() {
    const { history, tell } = this.#uses;
    this.#mark(undefined);
    if (!this.sought) return;
    const row = await history.show(this.sought);
    if (row === null) tell(`There is no message ${this.sought}.`);
    else this.#mark(row);
  }

  /** @param {HTMLAnchorElement} link says so, for as long as it is looked at */
  async #copy(link) {
    if (!await copy(link.href)) return;
    link.dataset.said = 'link copied';
    for (const end of ['blur', 'pointerleave']) {
      link.addEventListener(end, () => { delete link.dataset.said; }, { once: true });
    }
  }

  /** @param {HTMLElement | undefined} row */
  #mark(row) {
    this.#marked?.removeAttribute('aria-current');
    row?.setAttribute('aria-current', 'true');
    this.#marked = row;
  }
}
