// What admins have decided, as it concerns the person and everybody (B39).

import { fill } from '../log/content.js';

/**
 * @typedef {object} Barred why the person may not write
 * @property {string} text
 * @property {number} [retry_ms] none if waiting does not help
 */

/** The topic under the title, and beside the composer why one may not write. */
export class Standing {
  #topic;
  #line;
  #clock = 0;

  /** @param {{topic: HTMLElement, line: HTMLElement}} parts */
  constructor({ topic, line }) {
    this.#topic = topic;
    this.#line = line;
  }

  /** @param {{text: string, html?: string}} topic */
  topic(topic) {
    this.#topic.hidden = topic.text === '';
    fill(this.#topic, topic.text ? topic : { text: '' }, '');
  }

  /** @param {Barred | null} barred */
  show(barred) {
    clearTimeout(this.#clock);
    this.#line.hidden = !barred;
    this.#line.textContent = barred?.text ?? '';
    if (barred?.retry_ms) this.#clock = setTimeout(() => this.show(null), Math.min(barred.retry_ms, 2 ** 31 - 1));
  }
}
