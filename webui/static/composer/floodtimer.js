import { Countdown } from '../shared/countdown.js';

/** The countdown beside the input, after the room found somebody too fast (B30). */
export class FloodTimer {
  #line;
  #countdown = new Countdown(left => this.#draw(left));

  /** @param {HTMLElement} line */
  constructor(line) {
    this.#line = line;
  }

  /** @param {number} wait in ms */
  show(wait) {
    this.#countdown.start(wait);
  }

  /** @param {number} left seconds */
  #draw(left) {
    this.#line.hidden = left === 0;
    this.#line.textContent = `Too fast: try again in ${left} s`;
  }
}
