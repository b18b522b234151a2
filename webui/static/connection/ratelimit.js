/**
 * The server's sliding window (B29), kept on this side: no more than so many
 * messages in so many seconds. It counts at the answers, which come later than
 * the server counted, and so errs on the side of waiting.
 */
export class RateLimit {
  #messages = 0; // 0: no limit
  #window = 0; // ms
  /** @type {number[]} when the newest messages passed, oldest first */
  #passed = [];

  /** @param {import('./protocol.js').Limits} limits */
  set limits({ messages, seconds }) {
    this.#messages = messages;
    this.#window = seconds * 1000;
  }

  /** Counts a message that passed. */
  count() {
    this.#passed.push(performance.now());
    while (this.#passed.length > this.#messages) this.#passed.shift();
  }

  /** How long the next message has to wait, in ms. */
  get wait() {
    if (this.#passed.length < this.#messages || this.#messages === 0) return 0;
    return Math.max(0, this.#passed[0] + this.#window - performance.now());
  }
}
