import { presenceRow } from './rows.js';
import { legible } from '../shared/text.js';

/** How many names the line holds; the rest is a number. */
const MOST = 5;

/** Who came and who left, folded into one dim line as long as nothing else is said (B9). */
export class Joins {
  #list;
  /** @type {HTMLElement | undefined} */
  #row;
  /** @type {Set<string>} */
  #came = new Set();
  /** @type {Set<string>} */
  #went = new Set();

  /** @param {HTMLElement} list the line stands at its end */
  constructor(list) {
    this.#list = list;
  }

  /** @param {import('../connection/protocol.js').Presence} presence */
  tell({ joined = [], left = [] }) {
    if (joined.length + left.length === 0) return;
    if (!this.#row || this.#list.lastElementChild !== this.#row) this.#begin();
    for (const name of joined) if (!this.#went.delete(name)) this.#came.add(name);
    for (const name of left) if (!this.#came.delete(name)) this.#went.add(name);
    const words = [says(this.#came, 'came'), says(this.#went, 'left')].filter(Boolean).join(' · ');
    if (words) /** @type {HTMLElement} */ (this.#row).textContent = words;
    else this.#drop();
  }

  #begin() {
    this.#came.clear();
    this.#went.clear();
    this.#row = presenceRow();
    this.#list.append(this.#row);
  }

  #drop() {
    this.#row?.remove();
    this.#row = undefined;
  }
}

/**
 * "ann, bob and 7 others came"; "" for nobody.
 * @param {Set<string>} names
 * @param {string} verb
 */
function says(names, verb) {
  if (names.size === 0) return '';
  const shown = [...names].slice(0, MOST).map(legible).join(', ');
  const others = names.size - MOST;
  return `${shown}${others > 0 ? ` and ${others} ${others === 1 ? 'other' : 'others'}` : ''} ${verb}`;
}
