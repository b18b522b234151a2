/** How many messages may wait. Past that the composer keeps its text. */
const MOST = 200;

/**
 * @typedef {object} Entry a message on its way
 * @property {string} id made here; sent again, it means the same message (B1)
 * @property {string} text
 * @property {boolean} [late] written when nothing could be sent, so it keeps the pace (B8)
 * @property {string} [refusal] why it was not sent: it waits for the person
 * @property {boolean} [held] it was refused for the pace, and waits only for its time
 * @property {boolean} [elsewhere] another tab has it in hand
 * @property {number} [seq] it is stored, and about to be shown
 */

/**
 * What was written and is not yet seen in the log, in the order of writing.
 * The browser keeps it over reloads and closed tabs (B8), each message by
 * itself, so that tabs of one room do not write over each other.
 */
export class Outbox {
  #store;
  #changed;
  /** @type {Map<string, Entry>} */
  #entries = new Map();

  /**
   * @param {import('../shared/storage.js').Storage} store
   * @param {() => void} changed
   */
  constructor(store, changed) {
    this.#store = store;
    this.#changed = changed;
    for (const id of store.keys('outbox/')) this.#read(id);
    store.watch('outbox/', id => {
      this.#read(id);
      this.#changed();
    });
  }

  get entries() {
    return [...this.#entries.values()];
  }

  get full() {
    return this.#entries.size >= MOST;
  }

  /**
   * Takes a new message over.
   * @param {string} text
   * @param {boolean} late
   */
  add(text, late) {
    const newest = Math.max(0, ...this.entries.map(({ id }) => parseInt(id, 36) || 0));
    this.change({ id: makeID(newest), text, late }, {});
  }

  /**
   * @param {Entry} entry
   * @param {Partial<Entry>} change
   */
  change(entry, change) {
    const { id, text, refusal, held } = Object.assign(entry, change);
    this.#entries.set(id, entry);
    this.#store.set(`outbox/${id}`, { text, refusal: held ? undefined : refusal });
    this.#changed();
  }

  /**
   * Lets go of a message: it is in the log, or not wanted any more.
   * @param {string} id
   */
  remove(id) {
    if (!this.#entries.delete(id)) return;
    this.#store.set(`outbox/${id}`, undefined);
    this.#changed();
  }

  /**
   * Whatever other tabs have in hand is sent from here only after the next break.
   * @param {string} id
   */
  #read(id) {
    const kept = this.#store.get(`outbox/${id}`);
    if (typeof kept?.text !== 'string') this.#entries.delete(id);
    else this.#entries.set(id, { id, text: kept.text, refusal: kept.refusal, elsewhere: true });
  }
}

/**
 * An id for a message, unlike all others of the person. Ids sort by the time
 * of writing, even when the clock was put back.
 * @param {number} after the time in the id before it, 0 for none
 */
export function makeID(after) {
  const random = [...crypto.getRandomValues(new Uint32Array(2))].map(n => n.toString(36)).join('');
  return `${Math.max(Date.now(), after + 1).toString(36)}-${random}`;
}
