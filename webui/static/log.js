import { arrange, messageRow, noticeRow } from './rows.js';
import { words } from './time.js';

/** How many of the newest messages count as recent for Tab (B27). */
const RECENT = 100;

/** The messages in the page. Whatever comes, in whatever order, stands by its number, once (B4). */
export class Log {
  #box;
  #list;
  /** @type {Map<number, HTMLElement>} */
  #rows = new Map();
  /** @type {number[]} the keys of #rows, rising */
  #order = [];

  /**
   * @param {HTMLElement} box speaks, when it is not hushed
   * @param {HTMLElement} list in it
   */
  constructor(box, list) {
    this.#box = box;
    this.#list = list;
    list.addEventListener('pointerover', event => freshen(event.target));
  }

  /** The smallest number shown, 0 if there is none. */
  get first() {
    return this.#order[0] ?? 0;
  }

  /** The greatest number shown, 0 if there is none. */
  get last() {
    return this.#order.at(-1) ?? 0;
  }

  get lastRow() {
    return this.#rows.get(this.last);
  }

  get size() {
    return this.#order.length;
  }

  /** The names of those who wrote last, the latest first. */
  get writers() {
    const rows = this.#order.slice(-RECENT).reverse().map(seq => this.#rows.get(seq));
    return [...new Set(rows.map(row => row?.querySelector('.name')?.textContent ?? ''))];
  }

  /** @param {import('./wire.js').Message} message */
  add(message) {
    if (this.#rows.has(message.seq)) return;
    const row = messageRow(message);
    const index = this.#indexOf(message.seq);
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
    const next = this.#rows.get(this.#order[this.#indexOf(Number(bar.dataset.from))]);
    this.#list.insertBefore(bar, next ?? null);
  }

  /**
   * Shows a private line at the end.
   * @param {string} text
   */
  tell(text) {
    this.#list.append(noticeRow(text));
  }

  clear() {
    this.#list.replaceChildren();
    this.#rows.clear();
    this.#order = [];
  }

  /** From now on, what comes is read out (B45). */
  speak() {
    this.#box.ariaLive = 'polite';
  }

  /** What comes next is not news: history is loaded silently (B45). */
  hush() {
    this.#box.ariaLive = 'off';
  }

  /**
   * Where the number belongs in #order.
   * @param {number} seq
   */
  #indexOf(seq) {
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
   * What a new row stands before: the next message, or a bar above that if
   * what the bar leaves out comes after the row.
   * @param {HTMLElement | undefined} next
   * @param {number} seq
   */
  #boundary(next, seq) {
    const bar = next?.previousElementSibling;
    const left = bar instanceof HTMLElement && Number(bar.dataset.from) > seq;
    return left ? bar : next ?? null;
  }
}

/**
 * "today" does not stay true: the words are made anew when they are about to be read.
 * @param {EventTarget | null} target
 */
function freshen(target) {
  if (target instanceof HTMLTimeElement) target.title = words(new Date(target.dateTime), new Date());
}
