import { Lost, Refused } from '../connection/replies.js';

/** How many messages come at once (B14). */
export const PAGE = 100;

/** Asks for stretches of the history, one at a time. */
export class Pager {
  #connection;
  #loading = false;

  /** @param {import('../connection/connection.js').Connection} connection */
  constructor(connection) {
    this.#connection = connection;
  }

  /**
   * Runs what loads, unless something loads already. The button stays
   * enabled, or it would lose the focus.
   * @param {HTMLElement} button says that it is busy
   * @param {() => Promise<void>} act
   * @returns {Promise<boolean>} whether it was done
   */
  async load(button, act) {
    if (this.#loading) return false;
    this.#loading = true;
    button.ariaBusy = 'true';
    try {
      await act();
      return true;
    } catch (error) {
      if (!(error instanceof Lost || error instanceof Refused)) throw error; // the button is still there
      return false;
    } finally {
      this.#loading = false;
      button.ariaBusy = null;
    }
  }

  /**
   * @param {'before' | 'after'} type
   * @param {number} seq
   * @param {number} limit
   * @returns {Promise<import('../connection/protocol.js').Page>}
   */
  async ask(type, seq, limit = PAGE) {
    return this.#ask({ type, seq, limit });
  }

  /**
   * How many messages have a greater number.
   * @param {number} seq
   * @returns {Promise<number>}
   */
  async count(seq) {
    const { count } = await this.#ask({ type: 'count', seq });
    return count;
  }

  /** @param {{type: string, seq: number}} request */
  async #ask(request) {
    try {
      return await this.#connection.ask(request);
    } catch (error) {
      if (!(error instanceof Refused) || error.wait === 0) throw error;
      await new Promise(resolve => setTimeout(resolve, error.wait)); // the budget of B29 grows back
      return this.#ask(request);
    }
  }
}
