import { Versions, isNewer } from './versions.js';
import { messageRow } from './message.js';

/** @typedef {import('../connection/protocol.js').Message} Message */

/** The rows of messages, and which form of its message each shows. */
export class MessageRows {
  #draw;
  /** @type {WeakMap<HTMLElement, Message>} */
  #messages = new WeakMap();
  #versions = new Versions();

  /** @param {(row: HTMLElement, message: Message) => void} draw shows a message in its row */
  constructor(draw) {
    this.#draw = draw;
  }

  /** @param {HTMLElement} row */
  messageOf(row) { return this.#messages.get(row); }

  /** @param {Message} message gets a row, in its newest form */
  add(message) {
    const row = messageRow();
    this.#show(row, this.#versions.newest(message));
    return row;
  }

  /** @param {Message} message has changed, whether it has a row or not */
  note(message) {
    this.#versions.note(message);
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
