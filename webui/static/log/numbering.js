/** Elements by their numbers, in order. */
export class Numbering {
  /** @type {Map<number, HTMLElement>} */
  #elements = new Map();
  /** @type {number[]} the keys of #elements, rising */
  #order = [];

  get size() { return this.#order.length; }

  /** The smallest and the greatest number, 0 if there is none. */
  get first() { return this.#order[0] ?? 0; }
  get last() { return this.#order.at(-1) ?? 0; }

  /** @param {number} number */
  get(number) { return this.#elements.get(number); }

  /** @param {number} place from 0 on */
  at(place) { return this.#elements.get(this.#order[place]); }

  /**
   * @param {number} place
   * @returns {HTMLElement[]} those from there on
   */
  from(place) { return this.#order.slice(place).flatMap(number => this.get(number) ?? []); }

  /**
   * @param {number} number that is not there yet
   * @param {HTMLElement} element
   */
  add(number, element) {
    this.#order.splice(this.place(number), 0, number);
    this.#elements.set(number, element);
  }

  /**
   * Forgets all but some.
   * @param {number} start place of the first to keep
   * @param {number} end place behind the last
   */
  keep(start, end) {
    for (const number of [...this.#order.slice(0, start), ...this.#order.slice(end)]) this.#elements.delete(number);
    this.#order = this.#order.slice(start, end);
  }

  /**
   * The place of a number, or where it belongs.
   * @param {number} number
   */
  place(number) {
    if (number > this.last) return this.size;
    let low = 0, high = this.size;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#order[middle] < number) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
