const SECOND = 1000;

/** Counts the seconds down to a moment. */
export class Countdown {
  #show;
  #end = 0; // by performance.now
  #clock = 0;

  /** @param {(seconds: number) => void} show is given what is left, each second, and 0 at the end */
  constructor(show) {
    this.#show = show;
  }

  /** @param {number} wait in ms */
  start(wait) {
    this.#end = performance.now() + wait;
    this.#tick();
  }

  stop() {
    clearTimeout(this.#clock);
  }

  #tick() {
    this.stop();
    const left = this.#end - performance.now();
    if (left > 0) this.#clock = setTimeout(() => this.#tick(), left % SECOND || SECOND);
    this.#show(Math.max(0, Math.ceil(left / SECOND)));
  }
}
