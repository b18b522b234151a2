import { clone, part } from '../shared/template.js';

/** For so many ms a message can be edited; the room decides by its own clock (B25). */
const EDITABLE = 15 * 60_000;

/**
 * @typedef {object} Menu what can be done with what others have said
 * @property {boolean} deletes
 * @property {(message: import('../connection/protocol.js').Message) => void} writer opens what can be done with its writer
 *
 * @typedef {object} Uses
 * @property {import('./log.js').Log} log
 * @property {import('../people/identity.js').Identity} self
 * @property {Menu} menu
 * @property {(seq: number) => void} edit
 * @property {(seq: number, own: boolean) => void} remove
 */

/**
 * What can be done with a message: one bar, which comes to the message that the
 * pointer or the focus is on. Deleting asks back in the bar itself, where the
 * way out is in the place of what was pressed.
 */
export class Actions {
  #uses;
  #bar = clone('acts-bar');
  /** @type {import('../connection/protocol.js').Message | undefined} */
  #message;

  /**
   * @param {HTMLElement} list of the messages
   * @param {Uses} uses
   */
  constructor(list, uses) {
    this.#uses = uses;
    for (const type of ['pointerover', 'focusin']) {
      list.addEventListener(type, ({ target }) => {
        const row = target instanceof Element ? target.closest('[data-seq]') : null;
        if (row instanceof HTMLElement) this.#comeTo(row);
      });
    }
    list.addEventListener('pointerleave', () => {
      if (!this.#bar.contains(document.activeElement)) this.#ask(false);
    });
    this.#on('.change', ({ seq }) => uses.edit(seq));
    this.#on('.delete', () => {
      this.#ask(true);
      part(this.#bar, '.no').focus();
    });
    this.#on('.more', message => uses.menu.writer(message));
    this.#on('.no', () => this.#back());
    this.#on('.yes', message => {
      part(this.#row, '.link').focus(); // before the bar goes
      uses.remove(message.seq, this.#isOwn(message));
    });
    this.#bar.addEventListener('keydown', event => {
      if (event.key !== 'Escape' || part(this.#bar, '.question').hidden) return;
      event.preventDefault();
      this.#back();
    });
  }

  get #row() {
    return /** @type {HTMLElement} */ (this.#bar.closest('[data-seq]'));
  }

  /**
   * @param {string} button
   * @param {(message: import('../connection/protocol.js').Message) => void} act
   */
  #on(button, act) {
    part(this.#bar, button).addEventListener('click', () => { if (this.#message) act(this.#message); });
  }

  /** @param {import('../connection/protocol.js').Message} message */
  #isOwn({ who }) { return who === this.#uses.self.who; }

  /** @param {HTMLElement} row */
  #comeTo(row) {
    const { log, menu } = this.#uses;
    const message = log.messageOf(row);
    if (!message || message.deleted) return;
    const own = this.#isOwn(message);
    part(this.#bar, '.change').hidden = !own || Date.now() - message.at > EDITABLE;
    part(this.#bar, '.delete').hidden = !own && !menu.deletes;
    part(this.#bar, '.more').hidden = own;
    this.#message = message;
    if (row === this.#row) return;
    this.#ask(false);
    part(row, '.link').after(this.#bar);
  }

  /** @param {boolean} question whether it is asked back, or offered */
  #ask(question) {
    part(this.#bar, '.question').hidden = !question;
    part(this.#bar, '.offer').hidden = question;
  }

  #back() {
    this.#ask(false);
    part(this.#bar, '.delete').focus();
  }
}
