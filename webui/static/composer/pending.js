import { goesOn } from '../log/message.js';
import { waitingRow } from '../log/rows.js';
import { part } from '../shared/template.js';
import { legible } from '../shared/text.js';

/**
 * @typedef {import('../connection/outbox.js').Entry} Entry
 *
 * @typedef {object} Uses
 * @property {import('../connection/outbox.js').Outbox} outbox
 * @property {import('../people/identity.js').Identity} self
 * @property {import('../log/log.js').Log} log
 * @property {import('../log/scrollview.js').ScrollView} view
 * @property {(entry: Entry) => void} retry
 * @property {(entry: Entry) => void} edit
 * @property {(entry: Entry) => void} discard
 */

/** Draws the outbox behind the log: what waits, dim, and what was refused, with the reason (B8). */
export class Pending {
  #list;
  #uses;
  /** @type {Map<string, HTMLElement>} by the id of the entry */
  #rows = new Map();
  #due = false;

  /**
   * @param {HTMLElement} list
   * @param {Uses} uses
   */
  constructor(list, uses) {
    this.#list = list;
    this.#uses = uses;
  }

  /** Draws what there is, once for all that changes in one go. */
  draw() {
    if (this.#due) return;
    this.#due = true;
    queueMicrotask(() => {
      this.#due = false;
      const { view, outbox: { entries } } = this.#uses;
      if (entries.length + this.#rows.size > 0) view.steady(() => this.#draw(entries));
    });
  }

  /** @param {Entry[]} entries */
  #draw(entries) {
    const ids = new Set(entries.map(({ id }) => id));
    for (const [id, row] of this.#rows) {
      if (!ids.has(id)) this.#drop(id, row);
    }
    let before = this.#uses.log.lastRow;
    for (const entry of entries) {
      const row = this.#rows.get(entry.id) ?? this.#insert(entry);
      this.#dress(row, entry, before);
      before = row;
    }
  }

  /** @param {Entry} entry */
  #insert(entry) {
    const row = waitingRow(entry.text);
    for (const act of /** @type {const} */ (['retry', 'edit', 'discard'])) {
      part(row, `.${act}`).addEventListener('click', () => this.#uses[act](entry));
    }
    this.#rows.set(entry.id, row);
    this.#list.append(row);
    return row;
  }

  /**
   * @param {HTMLElement} row
   * @param {Entry} entry
   * @param {HTMLElement | undefined} before
   */
  #dress(row, { refusal }, before) {
    const { who, name } = this.#uses.self;
    row.dataset.who = who;
    row.dataset.state = refusal ? 'refused' : 'waiting';
    row.classList.toggle('head', !goesOn(row, before));
    part(row, '.name').textContent = legible(name);
    part(row, '.refusal').hidden = !refusal;
    part(row, '.reason').textContent = legible(refusal ?? '');
  }

  /**
   * @param {string} id
   * @param {HTMLElement} row
   */
  #drop(id, row) {
    this.#rows.delete(id);
    row.remove();
  }
}
