import { Divider } from './divider.js';
import { figure } from '../shared/text.js';
import { words } from '../shared/time.js';

/** So much of what is above the divider stays in sight, as a part of the screen. */
const CONTEXT = 0.2;

/** Beyond those that the page shows, so many messages are looked at for what is for oneself. */
const LOOKED = 400;

/**
 * @typedef {object} Uses
 * @property {import('./history.js').History} history
 * @property {import('./log.js').Log} log
 * @property {import('./scrollview.js').ScrollView} view
 * @property {import('../people/identity.js').Identity} self
 * @property {import('../people/ignored.js').Ignored} ignored
 * @property {import('./readmark.js').ReadMark} mark
 */

/** Where somebody finds themselves who comes, or comes back to the page (B12). */
export class Arrival {
  #uses;

  /** @param {Uses} uses */
  constructor(uses) {
    this.#uses = uses;
    this.divider = new Divider(uses.log, uses.view);
    addEventListener('focus', () => uses.view.steady(() => this.#back()));
  }

  /** Opens the log: at the end, or at the first unread message if there is more than a screen of them. */
  async open() {
    const { history, log, view, mark } = this.#uses;
    const { read } = mark;
    if (!read) return;
    if (history.window.older && log.first > read) await history.goAfter(read);
    const [first] = this.#unread();
    if (!first) return;
    const seq = Number(first.dataset.seq);
    view.steady(() => this.divider.put(seq));
    if (!history.window.newer && view.screens(first) <= 1) return;
    const words = await this.#words();
    view.steady(() => this.divider.put(seq, words));
    view.toTop(this.divider.head, CONTEXT);
  }

  /** Somebody looks again: what came meanwhile is new. */
  #back() {
    const [first] = this.#unread();
    if (first && this.#uses.mark.read) this.divider.put(Number(first.dataset.seq));
    this.#uses.mark.look();
  }

  #unread() {
    const { log, self, ignored, mark } = this.#uses;
    return log.rowsAfter(mark.read).filter(({ dataset: { who } }) => who !== self.who && !ignored.has(who));
  }

  /** "since yesterday 18:02: 42 messages, 2 for you". */
  async #words() {
    const { log, history, mark } = this.#uses;
    const rows = this.#unread();
    const from = log.row(mark.read) ?? rows[0];
    const time = words(new Date(Number(from.dataset.at)), new Date()).replace(', ', ' ');
    const beyond = await history.beyond(LOOKED);
    const calling = [...rows, ...beyond.messages.map(message => log.rowOf(message))].filter(row => row.classList.contains('mentioned'));
    const all = rows.length + beyond.count;
    const count = `${figure(all)} ${all === 1 ? 'message' : 'messages'}`;
    const some = beyond.count > beyond.messages.length ? 'at least ' : '';
    return `since ${time}: ${count}${calling.length ? `, ${some}${figure(calling.length)} for you` : ''}`;
  }
}
