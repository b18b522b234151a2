import { clone, part } from '../shared/template.js';

/** For so many ms a message can be edited; the room decides by its own clock (B25). */
const EDITABLE = 15 * 60_000;

/**
 * @typedef {object} Uses
 * @property {import('./log.js').Log} log
 * @property {import('../people/identity.js').Identity} self
 * @property {(seq: number) => void} edit
 * @property {(seq: number) => void} remove
 */

/**
 * What can be done with a message of one's own: one bar, which comes to the
 * message that the pointer or the focus is on. Deleting asks back in the bar
 * itself, where the way out is in the place of what was pressed.
 */
export class Actions {
  #uses;
  #bar = clone('acts-bar');
  #seq = 0;

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
    this.#on('.change', () => uses.edit(this.#seq));
    this.#on('.delete', () => {
      this.#ask(true);
      part(this.#bar, '.no').focus();
    });
    this.#on('.no', () => this.#back());
    this.#on('.yes', () => {
      part(this.#row, '.link').focus(); // before the bar goes
      uses.remove(this.#seq);
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
   * @param {() => void} act
   */
  #on(button, act) {
    part(this.#bar, button).addEventListener('click', act);
  }

  /** @param {HTMLElement} row */
  #comeTo(row) {
    const { log, self } = this.#uses;
    const message = log.messageOf(row);
    if (!message || message.who !== self.who || message.deleted) return;
    part(this.#bar, '.change').hidden = Date.now() - message.at > EDITABLE;
    if (row === this.#row) return;
    this.#seq = message.seq;
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
