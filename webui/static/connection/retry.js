/** Waits before the tries to connect again, in ms; the last one repeats (B5). */
const WAITS = [500, 1000, 2000, 4000, 8000, 15_000];
const JITTER = 0.3; // of a wait, either way, so that pages do not come back all at once

/** Who has to stay away for long, in ms, asks now and then whether that still holds. */
const LONG = 5 * 60_000;

/** When to try again. */
export class Retries {
  #failures = 0;

  /** It has worked: the next break begins with the shortest wait. */
  reset() {
    this.#failures = 0;
  }

  /**
   * @param {number} advice ms that the room asks for, 0 if it does not
   * @returns {number} how long to wait now, in ms
   */
  next(advice) {
    if (advice > WAITS[1]) return Math.min(advice, LONG); // one person's: nobody else comes back then
    const wait = advice || WAITS[Math.min(this.#failures++, WAITS.length - 1)];
    return wait * (1 - JITTER + 2 * JITTER * Math.random());
  }
}
