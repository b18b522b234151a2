// Tab completion (B26–B28), the same as in the terminal: one table of cases
// tests both. It knows no page. Carets are counted in code points.

import { inName } from '../shared/names.js';
import { candidates } from './candidates.js';

/**
 * @typedef {object} Completion
 * @property {string} line
 * @property {number} caret
 * @property {boolean} handled false if there was nothing to complete: line and caret are as they were
 */

/** Goes through the completions of the word left of the caret. */
export class Completer {
  #offer;
  /** What the last Tab left behind: it goes on only from there. */
  #line = '';
  #caret = 0;

  #head = ''; // left of the word
  #typed = ''; // the word as it was typed
  #tail = ''; // right of the caret
  /** @type {string[]} */
  #found = [];
  #position = 0;

  /** @param {() => import('./candidates.js').Offer} offer asked anew for each word */
  constructor(offer) {
    this.#offer = offer;
  }

  /**
   * Puts the next completion in the word's place or, with back, the previous one.
   * @param {string} line
   * @param {number} caret
   * @param {boolean} back Shift+Tab
   * @returns {Completion}
   */
  tab(line, caret, back) {
    const step = back ? -1 : 1;
    if (this.#goesOn(line, caret)) {
      this.#position = (this.#position + step + this.#found.length) % this.#found.length;
    } else if (this.#begin(line, caret)) {
      this.#position = back ? this.#found.length - 1 : 0;
    } else {
      return { line, caret, handled: false };
    }
    return this.#show(this.#found[this.#position]);
  }

  /**
   * Brings the letters back that were typed before the first Tab.
   * @param {string} line
   * @param {number} caret
   * @returns {Completion}
   */
  escape(line, caret) {
    if (!this.#goesOn(line, caret)) return { line, caret, handled: false };
    this.#found = [];
    return this.#show(this.#typed);
  }

  /**
   * @param {string} line
   * @param {number} caret
   */
  #goesOn(line, caret) {
    return this.#found.length > 0 && line === this.#line && caret === this.#caret;
  }

  /**
   * Finds the word and what may stand in its place.
   * @param {string} line
   * @param {number} caret
   */
  #begin(line, caret) {
    const characters = [...line];
    let start = caret;
    while (start > 0 && inName(characters[start - 1])) start--;
    this.#head = characters.slice(0, start).join('');
    this.#typed = characters.slice(start, caret).join('');
    this.#tail = characters.slice(caret).join('');
    this.#found = candidates(this.#offer(), this.#head, this.#typed);
    return this.#found.length > 0;
  }

  /** @param {string} word */
  #show(word) {
    this.#line = this.#head + word + this.#tail;
    this.#caret = [...this.#head + word].length;
    return { line: this.#line, caret: this.#caret, handled: true };
  }
}
