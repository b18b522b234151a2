import { Lost, Refused } from '../connection/replies.js';
import { makeID } from '../connection/outbox.js';
import { part } from '../shared/template.js';

const BEGUN = 'editing your message';
const NO_LINE = 'not saved: there is no connection, try again later';

/**
 * @typedef {object} Uses
 * @property {import('../connection/connection.js').Connection} connection
 * @property {import('./composer.js').Composer} composer
 * @property {import('../log/reading.js').Reading} reading
 * @property {import('../people/identity.js').Identity} self
 */

/** Changes to one's own messages (B25). The field holds the text meanwhile; the draft comes back to it afterwards. */
export class Editing {
  #line;
  #uses;
  /** @type {{seq: number, id: string, text: string} | undefined} what is edited; the id is that of this text */
  #now;

  /**
   * @param {HTMLElement} line says that it is a message that is being edited
   * @param {Uses} uses
   */
  constructor(line, uses) {
    this.#line = line;
    this.#uses = uses;
    part(line, 'button').addEventListener('click', () => this.#end());
  }

  /** Begins with one's own last message, if the page holds one. */
  last() {
    const { reading, self } = this.#uses;
    const message = reading.log.lastOf(self.who);
    if (message) this.begin(message.seq);
  }

  /** @param {number} seq of one's own message */
  begin(seq) {
    const { composer, reading } = this.#uses;
    const row = reading.log.row(seq), message = row && reading.log.messageOf(row);
    if (!row || !message?.text) return;
    this.#end();
    this.#now = { seq, id: makeID(0), text: message.text };
    row.classList.add('changing');
    reading.view.center(row);
    this.#say(BEGUN);
    composer.borrow(message.text, { send: text => this.#save(text, message.text), cancel: () => this.#end() });
  }

  /** @param {number} seq of one's own message, which is taken back */
  async remove(seq) {
    const failure = await this.#ask({ type: 'delete', seq, id: makeID(0) });
    if (failure) this.#uses.reading.tell(failure);
  }

  /**
   * @param {string} text
   * @param {string | undefined} before
   */
  async #save(text, before) {
    const now = this.#now;
    if (!now) return;
    if (text.trim() === before) return this.#end();
    if (text !== now.text) Object.assign(now, { text, id: makeID(0) }); // the same again has the same id (B1)
    const { id, seq } = now;
    const failure = await this.#ask({ type: 'edit', seq, id, text });
    if (this.#now !== now) return;
    if (failure) this.#say(failure);
    else this.#end();
  }

  /**
   * @param {{type: string, seq: number, id: string, text?: string}} request
   * @returns {Promise<string>} why it was not done, "" if it was
   */
  async #ask(request) {
    try {
      await this.#uses.connection.ask(request);
      return '';
    } catch (error) {
      if (error instanceof Refused) return error.message;
      if (error instanceof Lost) return NO_LINE;
      throw error;
    }
  }

  /** @param {string} words "" for none */
  #say(words) {
    part(this.#line, '.words').textContent = words;
    this.#line.hidden = !words;
  }

  #end() {
    const { composer, reading } = this.#uses;
    if (!this.#now) return;
    reading.log.row(this.#now.seq)?.classList.remove('changing');
    this.#now = undefined;
    this.#say('');
    composer.giveBack();
  }
}
