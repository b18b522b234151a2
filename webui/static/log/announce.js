/** What of the log is read out (B45): what is new and was not missed, and nothing else. */
export class Announcer {
  #log;
  #speaks = false;

  /** @param {HTMLElement} log a live region */
  constructor(log) {
    this.#log = log;
  }

  /** From now on, what comes is read out. */
  speak() {
    this.#speaks = true;
    this.#log.ariaLive = 'polite';
  }

  /** What comes next is not news. */
  hush() {
    this.#speaks = false;
    this.#log.ariaLive = 'off';
  }

  /**
   * Changes what the log holds with no word about it, as where history is loaded.
   * @param {() => void} change
   */
  quietly(change) {
    this.#log.ariaLive = 'off';
    change();
    requestAnimationFrame(() => { if (this.#speaks) this.#log.ariaLive = 'polite'; });
  }
}
