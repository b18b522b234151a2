import { Composer } from './composer.js';
import { CharCount } from './charcount.js';
import { Sender } from '../connection/sender.js';
import { Editing } from './editing.js';
import { FloodTimer } from './floodtimer.js';
import { Outbox } from '../connection/outbox.js';
import { mayHoldSecret } from './secret.js';
import { Pending } from './pending.js';

/** What is no command, or one that says something: it may have to wait where it is. */
const SAYS = /^(?!\/)|^\/(?:\/|me\s)/i;

/** A search is shown by the page itself. */
const SEARCH = /^\/search(?:\s+(.*))?$/is;

/**
 * @typedef {import('./composer.js').Parts & {
 *   flood: HTMLElement, count: HTMLElement, editing: HTMLElement, waiting: HTMLElement,
 * }} Parts
 *
 * @typedef {object} Uses
 * @property {import('../connection/connection.js').Connection} connection
 * @property {import('../shared/storage.js').Storage} store
 * @property {import('../people/identity.js').Identity} self
 * @property {import('../people/people.js').People} people
 * @property {import('../log/reading.js').Reading} reading
 * @property {import('../search/search.js').Search} search
 * @property {import('../moderation/moderation.js').Moderation} order
 */

/** What one writes, on its way from the field into the log. */
export class Writing {
  #uses;
  #count;
  #composer;
  #outbox;
  #sender;
  #waiting;

  /**
   * @param {Parts} parts
   * @param {Uses} uses
   */
  constructor(parts, uses) {
    const { connection, store, self, people, reading, order } = this.#uses = uses;
    this.#count = new CharCount(parts.count);
    this.#composer = new Composer(parts, {
      store,
      send: text => this.#send(text),
      count: text => this.#count.show(text),
      offer: () => ({
        self: self.name, online: people.names, recent: reading.log.writers, messages: reading.log.numbers,
        acts: order.acts.numbers.undo.map(String), bans: order.acts.numbers.unban.map(String), commands: order.menu.commands,
      }),
      editLast: () => this.editing.last(),
    });
    this.editing = new Editing(parts.editing, { connection, self, reading, composer: this.#composer });
    const flood = new FloodTimer(parts.flood);
    this.#outbox = new Outbox(store, () => this.#waiting.draw());
    this.#sender = new Sender({
      connection, self,
      outbox: this.#outbox,
      tell: answer => order.acts.told(answer),
      mustWait: (code, wait) => (code === 'flood' ? flood.show(wait) : order.standing.ask()),
      secret: line => this.#composer.forget(line),
    });
    this.#waiting = new Pending(parts.waiting, {
      self,
      outbox: this.#outbox,
      log: reading.log,
      view: reading.view,
      retry: entry => this.#sender.retry(entry),
      edit: entry => this.#change(entry),
      discard: ({ id }) => this.#outbox.remove(id),
    });
    this.draw();
  }

  /** @param {import('../connection/protocol.js').Limits} limits of the room */
  set limits(limits) {
    this.#count.limits = this.#sender.limits = limits;
  }

  /** @param {string} id of a message that is in the log now */
  arrived(id) {
    this.#outbox.remove(id);
  }

  /** Draws what waits: the row above it may be another now. */
  draw() {
    this.#waiting.draw();
  }

  /** Sends what waits. */
  resume() {
    this.#sender.resume();
  }

  /** @param {string} text to be sent; false: it is not taken */
  #send(text) {
    const { connection, reading, search, order: { standing } } = this.#uses;
    connection.open(); // Enter does not wait for the next try (B5)
    if (text.trim() === '') return false;
    const query = SEARCH.exec(text)?.[1];
    if (query !== undefined) {
      search.open(query.trim());
      return true;
    }
    if (standing.keeps && SAYS.test(text)) {
      standing.insist();
      return false;
    }
    if (mayHoldSecret(text)) {
      this.#sender.confide(text);
    } else if (this.#outbox.full) {
      reading.tell('Too many messages wait to be sent. Your text is kept.');
      return false;
    } else {
      this.#sender.post(text);
    }
    reading.history.toEnd(); // B13
    return true;
  }

  /** @param {import('../connection/outbox.js').Entry} entry was refused, and goes back to the field */
  #change(entry) {
    this.#outbox.remove(entry.id);
    this.#composer.edit(entry.text);
  }
}
