import { obey } from '../connection/command.js';
import { part } from '../shared/template.js';
import { legible } from '../shared/text.js';

/** The address that another device of the person's shows: "#link=K7QM-2XPD". */
const ADDRESS = /^#link=([0-9A-Za-z-]{1,16})$/;

/**
 * Asks once whether this browser is to become the person who made the code in
 * the page's address (B37). The code goes from the address at once: it is
 * nobody's to see again, and asked about once.
 */
export class LinkDialog {
  #dialog;
  #connection;
  #tell;
  #code = '';

  /**
   * @param {HTMLDialogElement} dialog
   * @param {import('../connection/connection.js').Connection} connection
   * @param {(text: string) => void} tell shows a private line
   */
  constructor(dialog, connection, tell) {
    this.#dialog = dialog;
    this.#connection = connection;
    this.#tell = tell;
    part(dialog, '.no').addEventListener('click', () => dialog.close());
    part(dialog, '.yes').addEventListener('click', () => this.#join());
    addEventListener('hashchange', () => this.look());
    this.look();
  }

  /** Looks for a code in the address. */
  look() {
    const code = ADDRESS.exec(location.hash)?.[1];
    if (!code) return;
    history.replaceState(history.state, '', location.pathname + location.search);
    this.#code = code;
    part(this.#dialog, '.said').textContent = '';
    if (!this.#dialog.open) this.#dialog.showModal();
  }

  async #join() {
    const { done, text } = await obey(this.#connection, `/link ${this.#code}`);
    if (!done) {
      part(this.#dialog, '.said').textContent = legible(text);
      return;
    }
    this.#code = '';
    this.#dialog.close();
    this.#tell(text);
  }
}
