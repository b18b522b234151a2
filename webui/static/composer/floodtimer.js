const SECOND = 1000;

/** The countdown beside the input, after the room found somebody too fast (B30). */
export class FloodTimer {
  #line;
  #end = 0; // by performance.now
  #clock = 0;

  /** @param {HTMLElement} line */
  constructor(line) {
    this.#line = line;
  }

  /** @param {number} wait in ms */
  show(wait) {
    this.#end = performance.now() + wait;
    this.#tick();
  }

  #tick() {
    clearTimeout(this.#clock);
    const left = Math.ceil((this.#end - performance.now()) / SECOND);
    this.#line.hidden = left <= 0;
    if (left <= 0) return;
    this.#line.textContent = `Too fast: try again in ${left} s`;
    this.#clock = setTimeout(() => this.#tick(), (this.#end - performance.now()) % SECOND || SECOND);
  }
}
