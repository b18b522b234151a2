import { figure, length } from '../shared/text.js';

/** From this part of a limit on, the count is shown (B21). */
const NEAR = 0.8;

/** How long the draft is, once that matters. The limits are the room's to enforce. */
export class CharCount {
  #line;
  #limits = { chars: Infinity, lines: Infinity };
  #chars = 0;
  #lines = 0;

  /** @param {HTMLElement} line */
  constructor(line) {
    this.#line = line;
  }

  /** @param {import('../connection/protocol.js').Limits} limits */
  set limits(limits) {
    this.#limits = limits;
    this.#draw();
  }

  /** @param {string} text */
  show(text) {
    this.#chars = length(text);
    this.#lines = text.split('\n').length;
    this.#draw();
  }

  #draw() {
    const { chars, lines } = this.#limits;
    const words = [
      this.#chars >= chars * NEAR && `${figure(this.#chars)} of ${figure(chars)} characters`,
      this.#lines >= lines * NEAR && `${figure(this.#lines)} of ${figure(lines)} lines`,
    ];
    this.#line.textContent = words.filter(Boolean).join(', ');
  }
}
