/** How many lines are kept, in the memory of the page only. */
const MOST = 100;

/** One's own lines, to be had again with Up on an empty input (B19). */
export class Recall {
  /** @type {string[]} */
  #lines = [];
  #place = 0;

  /** @param {string} line */
  remember(line) {
    if (line !== this.#lines.at(-1)) this.#lines = [...this.#lines, line].slice(-MOST);
    this.#place = this.#lines.length;
  }

  /** @param {string} line */
  forget(line) {
    this.#lines = this.#lines.filter(kept => kept !== line);
    this.#place = this.#lines.length;
  }

  /**
   * Whether a step may replace what is in the input: nothing, or the line recalled last.
   * @param {string} line
   */
  mayLeave(line) {
    return line === '' || line === this.#lines[this.#place];
  }

  /**
   * The line before, or after, the one recalled last.
   * @param {-1 | 1} direction
   * @returns {string | undefined} "" behind the newest; undefined before the oldest
   */
  step(direction) {
    const place = this.#place + direction;
    if (place < 0 || place > this.#lines.length) return undefined;
    this.#place = place;
    return this.#lines[place] ?? '';
  }
}
