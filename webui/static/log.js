import { arrange, freshen, noticeRow } from './rows.js';

/** How many of the newest messages count as recent for Tab (B27). */
const RECENT = 100;

/** The messages in the page. Whatever comes, in whatever order, stands by its number, once (B4). */
export class Log {
  #box;
  #list;
  #make;
  /** @type {Map<number, HTMLElement>} */
  #rows = new Map();
  /** @type {number[]} the keys of #rows, rising */
  #order = [];

  /**
   * @param {HTMLElement} box speaks, when it is not hushed
   * @param {HTMLElement} list in it
   * @param {(message: import('./wire.js').Message) => HTMLElement} make makes its row
   */
  constructor(box, list, make) {
    this.#box = box;
    this.#list = list;
    this.#make = make;
    list.addEventListener('pointerover', event => freshen(event.target));
  }

  /** The smallest and the greatest number shown, 0 if there is none. */
  get first() { return this.#order[0] ?? 0; }
  get last() { return this.#order.at(-1) ?? 0; }

  get lastRow() { return this.row(this.last); }

  get size() { return this.#order.length; }

  /** The names of those who wrote last, the latest first. */
  get writers() {
    const newest = this.#order.slice(-RECENT).reverse();
    return [...new Set(newest.map(seq => this.row(seq)?.querySelector('.name')?.textContent ?? ''))];
  }

  /** @param {number} seq */
  row(seq) { return this.#rows.get(seq); }

  /**
   * The row of a message, in the log or not yet.
   * @param {import('./wire.js').Message} message
   */
  rowOf(message) {
    return this.row(message.seq) ?? this.#make(message);
  }

  /** @param {import('./wire.js').Message} message */
  add(message) {
    if (this.#rows.has(message.seq)) return;
    const row = this.rowOf(message);
    const index = this.indexOf(message.seq);
    const next = this.#rows.get(this.#order[index]);
    this.#list.insertBefore(row, this.#boundary(next, message.seq));
    this.#order.splice(index, 0, message.seq);
    this.#rows.set(message.seq, row);
    arrange(row, this.#rows.get(this.#order[index - 1]));
    if (next) arrange(next, row);
  }

  /**
   * Puts a bar where the numbers from and up are missing.
   * @param {HTMLElement} bar with data-from: the first number that is missing
   */
  addBar(bar) {
    const index = this.indexOf(Number(bar.dataset.from));
    const next = this.#rows.get(this.#order[index]);
    this.#list.insertBefore(bar, next ?? null);
    if (next) arrange(next, this.#rows.get(this.#order[index - 1]));
  }

  /**
   * @param {number} seq
   * @returns {HTMLElement[]} the rows of greater numbers
   */
  rowsAfter(seq) {
    return this.#order.slice(this.indexOf(seq + 1)).flatMap(later => this.row(later) ?? []);
  }

  /**
   * Shows a private line at the end.
   * @param {string} text
   */
  tell(text) {
    this.#list.append(noticeRow(text));
  }

  /**
   * Lets go of all messages but some, and of the lines and bars before and behind those.
   * @param {number} start place of the first to keep
   * @param {number} end place behind the last
   */
  keep(start, end) {
    const first = this.#rows.get(this.#order[start]), last = this.#rows.get(this.#order[end - 1]);
    if (!first || !last) return;
    if (start > 0) while (first.previousElementSibling) first.previousElementSibling.remove();
    if (end < this.#order.length) while (last.nextElementSibling) last.nextElementSibling.remove();
    for (const seq of [...this.#order.slice(0, start), ...this.#order.slice(end)]) this.#rows.delete(seq);
    this.#order = this.#order.slice(start, end);
    if (start > 0) arrange(first, undefined);
  }

  clear() {
    this.#list.replaceChildren();
    this.#rows.clear();
    this.#order = [];
  }

  /** From now on, what comes is read out (B45). */
  speak() { this.#box.ariaLive = 'polite'; }

  /** What comes next is not news: history is loaded silently (B45). */
  hush() { this.#box.ariaLive = 'off'; }

  /**
   * Where the number belongs in #order.
   * @param {number} seq
   */
  indexOf(seq) {
    if (seq > this.last) return this.#order.length;
    let low = 0, high = this.#order.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#order[middle] < seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /**
   * What a new row stands before: the next message, or the bars above that
   * that belong to what comes after the row.
   * @param {HTMLElement | undefined} next
   * @param {number} seq
   */
  #boundary(next, seq) {
    let place = next;
    for (let bar = next?.previousElementSibling; bar instanceof HTMLElement && Number(bar.dataset.from) > seq; ) {
      place = bar;
      bar = bar.previousElementSibling;
    }
    return place ?? null;
  }
}
