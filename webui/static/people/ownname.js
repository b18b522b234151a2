import { Lost, Refused } from '../connection/replies.js';
import { legible } from '../shared/text.js';

/**
 * @typedef {object} Uses
 * @property {import('../connection/connection.js').Connection} connection
 * @property {(answer: {name: string, note?: string}) => void} named
 * @property {(text: string) => void} tell shows a private line
 */

/**
 * One's own name, which a click makes a field (B32). What is typed may be the
 * admin secret: it lives in the field and in #wish, and nowhere else (B38).
 */
export class OwnName {
  #box;
  #button;
  #uses;
  /** @type {HTMLInputElement | undefined} */
  #field;
  #wish = ''; // waits for the connection

  /**
   * @param {HTMLElement} box
   * @param {HTMLButtonElement} button in it, with the name
   * @param {Uses} uses
   */
  constructor(box, button, uses) {
    this.#box = box;
    this.#button = button;
    this.#uses = uses;
    button.addEventListener('click', () => this.#open());
  }

  /** @param {string} name */
  show(name) {
    this.#button.textContent = legible(name);
  }

  /** The connection stands again. */
  resume() {
    if (this.#wish) this.#rename(this.#wish);
  }

  #open() {
    const field = this.#field = Object.assign(document.createElement('input'), {
      value: this.#button.textContent, ariaLabel: 'Your name', autocomplete: 'off',
      autocapitalize: 'off', spellcheck: false, enterKeyHint: 'done', dir: 'auto',
    });
    field.addEventListener('keydown', event => this.#key(event));
    field.addEventListener('blur', () => {
      // If it is active all the same, another window has the focus, perhaps
      // to look the secret up: half of it is not to be sent.
      if (document.activeElement !== field) this.#close(true);
    });
    this.#box.replaceChildren(field);
    field.select();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.isComposing || (event.key !== 'Enter' && event.key !== 'Escape')) return;
    event.preventDefault(); // the button would take the key for a click
    this.#close(event.key === 'Enter');
    this.#button.focus();
  }

  /** @param {boolean} take whether what was typed is wished for */
  #close(take) {
    const field = this.#field;
    if (!field) return;
    this.#field = undefined; // first: taking the field away is a blur, too
    const name = field.value.trim();
    field.value = '';
    this.#box.replaceChildren(this.#button);
    if (take && name && name !== this.#button.textContent) this.#rename(name);
  }

  /** @param {string} name */
  async #rename(name) {
    this.#wish = name;
    try {
      const answer = await this.#uses.connection.ask({ type: 'name', name });
      this.#wish = '';
      this.#uses.named(answer);
    } catch (error) {
      if (error instanceof Lost) return; // resume asks again
      this.#wish = '';
      if (!(error instanceof Refused)) throw error;
      this.#uses.tell(error.message);
    }
  }
}
