import { figure } from '../shared/text.js';

/** The pill "5 new": what came below while somebody read further up (B13). */
export class NewPill {
  #pill;
  #count = 0;
  #mentioned = false;

  /**
   * @param {HTMLElement} pill a button
   * @param {() => void} toEnd
   */
  constructor(pill, toEnd) {
    this.#pill = pill;
    pill.addEventListener('click', toEnd);
  }

  /** @param {boolean} mentioned whether the message is for oneself */
  add(mentioned) {
    this.#count++;
    this.#mentioned ||= mentioned;
  }

  clear() {
    this.#count = 0;
    this.#mentioned = false;
    this.draw(false);
  }

  /** @param {boolean} far whether the end is so far that the page does not hold it: then the pill leads there at all times */
  draw(far) {
    this.#pill.hidden = this.#count === 0 && !far;
    this.#pill.textContent = this.#count ? `${figure(this.#count)} new${this.#mentioned ? ' · @ you' : ''}` : 'Newest messages';
    this.#pill.classList.toggle('mention', this.#mentioned);
  }
}
