import { MessageRows } from './messagerows.js';
import { arrange, freshen } from './message.js';
import { Numbering } from './numbering.js';
import { noticeRow } from './rows.js';
import { part } from '../shared/template.js';

/** How many of the newest messages count as recent for Tab (B27). */
const RECENT = 100;

/** @typedef {import('../connection/protocol.js').Message} Message */

/** The messages in the page. Whatever comes, in whatever order, stands by its number, once (B4). */
export class Log {
  #list;
  #messageRows;
  #rows = new Numbering();

  /**
   * @param {HTMLElement} list
   * @param {(row: HTMLElement, message: Message) => void} draw shows a message in its row
   */
  constructor(list, draw) {
    this.#list = list;
    this.#messageRows = new MessageRows(draw);
    list.addEventListener('pointerover', event => freshen(event.target));
  }

  /** The smallest and the greatest number shown, 0 if there is none. */
  get first() { return this.#rows.first; }
  get last() { return this.#rows.last; }

  get lastRow() { return this.row(this.last); }

  get size() { return this.#rows.size; }

  /** The names of those who wrote last, the latest first. */
  get writers() {
    const newest = this.#rows.from(Math.max(0, this.size - RECENT)).reverse();
    return [...new Set(newest.map(row => part(row, '.name').textContent ?? ''))];
  }

  /** The numbers of the newest messages that are not deleted, the latest first. */
  get numbers() {
    const newest = this.#rows.from(Math.max(0, this.size - RECENT)).reverse();
    return newest.filter(({ classList }) => !classList.contains('deleted')).map(({ dataset }) => dataset.seq ?? '');
  }

  /** @param {number} seq */
  row(seq) { return this.#rows.get(seq); }

  /**
   * The last message of somebody that is not deleted.
   * @param {string} who
   */
  lastOf(who) {
    const row = this.#rows.from(0).findLast(({ dataset, classList }) => dataset.who === who && !classList.contains('deleted'));
    return row && this.messageOf(row);
  }

  /**
   * How many messages of smaller numbers there are.
   * @param {number} seq
   */
  placeOf(seq) { return this.#rows.place(seq); }

  /**
   * The row of a message, in the log or not yet.
   * @param {Message} message
   */
  rowOf(message) {
    return this.row(message.seq) ?? this.#messageRows.add(message);
  }

  /**
   * The newest messages, oldest first.
   * @param {number} most
   */
  newest(most) {
    return this.#rows.from(Math.max(0, this.size - most)).flatMap(row => this.messageOf(row) ?? []);
  }

  /** Draws all messages anew. */
  redraw() {
    for (const row of this.#rows.from(0)) this.#messageRows.again(row);
  }

  /** @param {Message} message */
  add(message) {
    const { seq } = message, known = this.row(seq);
    if (known) return this.#messageRows.renew(known, message);
    const row = this.rowOf(message), place = this.#rows.place(seq);
    const next = this.#rows.at(place), before = this.#rows.at(place - 1);
    this.#list.insertBefore(row, this.#boundary(next, seq));
    this.#rows.add(seq, row);
    arrange(row, before);
    if (next) arrange(next, row);
  }

  /** @param {Message} message was edited or deleted */
  change(message) {
    this.#messageRows.note(message);
    const row = this.row(message.seq);
    if (row) this.#messageRows.renew(row, message);
  }

  /**
   * @param {number} from number of the first message that may be concerned
   * @param {(message: Message) => boolean} concerns
   */
  purge(from, concerns) {
    for (const row of this.rowsAfter(from - 1)) {
      const message = this.messageOf(row);
      if (message && concerns(message)) this.change({ ...message, text: undefined, html: undefined, deleted: true });
    }
  }

  /** @param {HTMLElement} row */
  messageOf(row) { return this.#messageRows.messageOf(row); }

  /**
   * Puts a bar where the numbers from and up are missing.
   * @param {HTMLElement} bar with data-from: the first number that is missing
   */
  addBar(bar) {
    const place = this.#rows.place(Number(bar.dataset.from));
    const next = this.#rows.at(place);
    this.#list.insertBefore(bar, next ?? null);
    if (next) arrange(next, this.#rows.at(place - 1));
  }

  /**
   * @param {number} seq
   * @returns {HTMLElement[]} the rows of greater numbers
   */
  rowsAfter(seq) {
    return this.#rows.from(this.#rows.place(seq + 1));
  }

  /**
   * Shows a private line at the end.
   * @param {string} text
   */
  tell(text) {
    const row = noticeRow(text);
    this.#list.append(row);
    return row;
  }

  /**
   * Lets go of all messages but some, and of the lines and bars before and behind those.
   * @param {number} start place of the first to keep
   * @param {number} end place behind the last
   */
  keep(start, end) {
    const first = this.#rows.at(start), last = this.#rows.at(end - 1);
    if (!first || !last) return;
    if (start > 0) while (first.previousElementSibling) first.previousElementSibling.remove();
    if (end < this.size) while (last.nextElementSibling) last.nextElementSibling.remove();
    this.#rows.keep(start, end);
    if (start > 0) arrange(first, undefined);
  }

  clear() {
    this.#list.replaceChildren();
    this.#rows.keep(0, 0);
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
