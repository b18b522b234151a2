import { Forms, isNewer } from './forms.js';
import { messageRow } from './message.js';

/** @typedef {import('./wire.js').Message} Message */

/** The rows of messages, and which form of its message each shows. */
export class Drawn {
  #draw;
  /** @type {WeakMap<HTMLElement, Message>} */
  #messages = new WeakMap();
  #forms = new Forms();

  /** @param {(row: HTMLElement, message: Message) => void} draw shows a message in its row */
  constructor(draw) {
    this.#draw = draw;
  }

  /** @param {HTMLElement} row */
  messageOf(row) { return this.#messages.get(row); }

  /** @param {Message} message gets a row, in its newest form */
  add(message) {
    const row = messageRow();
    this.#show(row, this.#forms.newest(message));
    return row;
  }

  /** @param {Message} message has changed, whether it has a row or not */
  note(message) {
    this.#forms.note(message);
  }

  /**
   * Shows another form of a message, if it is newer.
   * @param {HTMLElement} row
   * @param {Message} message
   */
  renew(row, message) {
    const shown = this.messageOf(row);
    if (shown && isNewer(message, shown)) this.#show(row, message);
  }

  /** @param {HTMLElement} row is to be drawn anew */
  again(row) {
    const message = this.messageOf(row);
    if (message) this.#show(row, message);
  }

  /**
   * @param {HTMLElement} row
   * @param {Message} message
   */
  #show(row, message) {
    this.#messages.set(row, message);
    this.#draw(row, message);
  }
}
