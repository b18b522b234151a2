import { Lost, Refused } from '../connection/replies.js';
import { hitRow, summary } from './hits.js';
import { calls, step } from './keys.js';
import { pattern } from './marks.js';

/** What stands in the page's address while the search is open, so that Back leads to it. */
const ADDRESS = '#search';

/** A search is sent when nothing was typed for so many ms. */
const PAUSE = 120;

/**
 * @typedef {object} Parts
 * @property {HTMLDialogElement} dialog
 * @property {HTMLInputElement} field
 * @property {HTMLElement} note says what was found
 * @property {HTMLElement} list of hits, the newest first
 * @property {HTMLElement} older asks for more
 * @property {HTMLElement} opener
 * @property {HTMLElement} log where a hit leads
 */

/** Finds messages, as one types (B18). */
export class Search {
  #parts;
  #connection;
  #clock = 0;
  #turn = 0; // of the search that counts
  #asked = '';
  #oldest = 0;

  /**
   * @param {Parts} parts
   * @param {import('../connection/connection.js').Connection} connection
   */
  constructor(parts, connection) {
    this.#parts = parts;
    this.#connection = connection;
    const { dialog, field, list, older, opener } = parts;
    opener.addEventListener('click', () => this.open());
    older.addEventListener('click', () => this.#ask(this.#oldest));
    dialog.querySelector('.close')?.addEventListener('click', () => dialog.close());
    field.addEventListener('input', () => this.#soon(PAUSE));
    dialog.addEventListener('keydown', event => this.#key(event));
    dialog.addEventListener('click', ({ target }) => { if (target === dialog) dialog.close(); });
    dialog.addEventListener('close', () => { if (location.hash === ADDRESS) history.back(); });
    list.addEventListener('click', ({ target }) => this.#leave(target));
    addEventListener('hashchange', () => this.#follow());
    document.addEventListener('keydown', event => {
      if (!calls(event)) return;
      event.preventDefault();
      this.open();
    });
  }

  /** @param {string} [query] "" or none: the one before */
  open(query) {
    const { field } = this.#parts;
    if (location.hash !== ADDRESS) location.hash = ADDRESS;
    this.#follow();
    if (query) field.value = query;
    field.focus();
    field.select();
    if (field.value !== this.#asked) this.#soon(0);
  }

  /** Shows the search or not, as the address says. */
  #follow() {
    const { dialog } = this.#parts;
    if (location.hash !== ADDRESS) return dialog.open && dialog.close();
    if (!dialog.open) dialog.showModal();
    this.#chosen?.focus();
  }

  /** @param {EventTarget | null} target was clicked, and is followed: reading goes on in the log */
  #leave(target) {
    const hit = target instanceof Element && target.closest('a');
    if (!hit) return;
    this.#mark(hit);
    addEventListener('hashchange', () => this.#parts.log.focus({ preventScroll: true }), { once: true });
  }

  /** The hit where somebody was. @type {HTMLElement | null} */
  get #chosen() {
    return this.#parts.list.querySelector('[aria-current]');
  }

  /** @param {KeyboardEvent} event in the dialog */
  #key(event) {
    const { list, field } = this.#parts;
    const next = step(event, field, list);
    if (event.key === 'Enter' && event.target === field) list.querySelector('a')?.click();
    else if (next) this.#choose(next);
    else return;
    event.preventDefault();
  }

  /** @param {HTMLElement} element */
  #choose(element) {
    this.#mark(element);
    element.focus();
  }

  /** @param {Element} element where somebody is */
  #mark(element) {
    this.#chosen?.removeAttribute('aria-current');
    if (element.matches('a')) element.setAttribute('aria-current', 'true');
  }

  /** @param {number} ms */
  #soon(ms) {
    clearTimeout(this.#clock);
    this.#clock = setTimeout(() => this.#ask(), ms);
  }

  /** @param {number} [before] only older ones */
  async #ask(before) {
    const query = before ? this.#asked : this.#parts.field.value;
    const turn = ++this.#turn;
    this.#asked = query;
    if (query.trim() === '') return this.#show('', [], { messages: [], more: false });
    const { timeZone: zone } = Intl.DateTimeFormat().resolvedOptions();
    try {
      const page = await this.#connection.ask({ type: 'search', query, before, zone });
      if (turn !== this.#turn) return; // something else is looked for by now
      const kept = before ? [...this.#parts.list.children] : [];
      this.#show(query, kept, page);
    } catch (error) {
      if (!(error instanceof Lost || error instanceof Refused)) throw error;
      if (turn !== this.#turn) return;
      this.#parts.note.textContent = error instanceof Refused ? error.message : 'There is no connection.';
      if (error instanceof Refused && error.wait > 0) this.#soon(error.wait);
    }
  }

  /**
   * @param {string} query
   * @param {Element[]} kept rows that stay
   * @param {import('../connection/protocol.js').Page & {note?: string}} page
   */
  #show(query, kept, { messages, more, note }) {
    const { list, older, note: line } = this.#parts;
    const wanted = pattern(query);
    const rows = messages.toReversed().map(message => hitRow(message, wanted));
    list.replaceChildren(...kept, ...rows);
    this.#oldest = messages[0]?.seq ?? this.#oldest;
    older.hidden = !more;
    line.textContent = [query && summary(list.children.length, more), note].filter(Boolean).join(' · ');
  }
}
