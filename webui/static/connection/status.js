/** A break shorter than this, in ms, is not worth a word (B7). */
const PATIENCE = 2000;

const LEFT = 'You have left. Enter brings you back.';

/** The line that tells how the connection is. */
export class Status {
  #line;
  #clock = 0;

  /** @param {HTMLElement} line announced politely */
  constructor(line) {
    this.#line = line;
  }

  /** @param {import('./connection.js').State | 'out'} state out: the person has to stay away, and knows */
  show(state) {
    if (state !== 'away' && state !== 'opening') {
      clearTimeout(this.#clock);
      this.#clock = 0;
      this.#line.textContent = state === 'left' ? LEFT : '';
    } else {
      this.#clock ||= setTimeout(() => { this.#line.textContent = 'reconnecting…'; }, PATIENCE);
    }
  }
}
