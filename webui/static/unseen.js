import { figure } from './text.js';

/** The pill "5 new": what came below while somebody read further up (B13). */
export class Unseen {
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
    this.draw();
  }

  draw() {
    this.#pill.hidden = this.#count === 0;
    this.#pill.textContent = `${figure(this.#count)} new${this.#mentioned ? ' · @ you' : ''}`;
    this.#pill.classList.toggle('mention', this.#mentioned);
  }
}
