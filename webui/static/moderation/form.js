import { obey } from '../connection/command.js';
import { part } from '../shared/template.js';
import { legible } from '../shared/text.js';

/**
 * @typedef {import('./menu.js').Choice} Choice
 * @typedef {import('../connection/protocol.js').Argument} Argument
 *
 * @typedef {object} Uses
 * @property {import('../connection/connection.js').Connection} connection
 * @property {(answer: {text: string, act?: import('./acts.js').Act}) => void} told shows what came of it
 */

/**
 * The one form for all acts: what, how long, and why. What it sends is the
 * command as it would be typed, and it shows that.
 */
export class Form {
  #dialog;
  #uses;
  /** @type {Choice[]} */
  #choices = [];
  #busy = false;

  /**
   * @param {HTMLDialogElement} dialog
   * @param {Uses} uses
   */
  constructor(dialog, uses) {
    this.#dialog = dialog;
    this.#uses = uses;
    part(dialog, '.no').addEventListener('click', () => dialog.close());
    dialog.addEventListener('click', ({ target }) => { if (target === dialog) dialog.close(); });
    part(dialog, '.which').addEventListener('change', () => this.#choose());
    part(dialog, '.span').addEventListener('input', ({ target }) => this.#span(target));
    dialog.addEventListener('input', () => this.#draw());
    part(dialog, 'form').addEventListener('submit', event => {
      event.preventDefault();
      this.#send();
    });
  }

  /**
   * @param {string} name whom it is about, "" for the room
   * @param {Choice[]} choices
   */
  open(name, choices) {
    const dialog = this.#dialog;
    this.#choices = choices;
    part(dialog, 'h2').textContent = legible(name) || 'The room';
    pills(part(dialog, '.which .pills'), 'act', choices.map(({ command }) => command.word), '', true);
    for (const field of ['other', 'rest']) this.#field(field).value = '';
    this.#choose();
    dialog.showModal();
  }

  /** @param {string} name */
  #field(name) {
    return /** @type {HTMLInputElement} */ (part(this.#dialog, `[name=${name}]`));
  }

  get #chosen() {
    const word = checked(this.#dialog, 'act');
    return this.#choices.find(({ command }) => command.word === word);
  }

  /** What is to be filled in for what was chosen: all but what is known already. */
  get #args() {
    const { command, target } = this.#chosen ?? { target: '' };
    return command?.args.slice(target ? 1 : 0) ?? [];
  }

  /** Another act was chosen. */
  #choose() {
    const dialog = this.#dialog, args = this.#args;
    const span = args.find(({ kind }) => kind === 'span'), text = args.find(({ kind }) => kind === 'text');
    part(dialog, '.help').textContent = this.#chosen?.command.help ?? '';
    part(dialog, '.said').textContent = '';
    part(dialog, '.span').hidden = !span;
    pills(part(dialog, '.span .pills'), 'span', span?.choices ?? [], span?.usual ?? '', false);
    this.#field('other').value = '';
    part(dialog, '.rest').hidden = !text;
    part(dialog, '.rest .label').textContent = text ? label(text) : '';
    this.#field('rest').required = Boolean(text && !text.optional);
    this.#draw();
  }

  /** @param {EventTarget | null} changed one way to say the span ends the other */
  #span(changed) {
    if (!(changed instanceof HTMLInputElement)) return;
    if (changed.type === 'radio') this.#field('other').value = '';
    else for (const radio of this.#dialog.querySelectorAll('[name=span]')) /** @type {HTMLInputElement} */ (radio).checked = false;
  }

  /** The command as it would be typed. */
  get #line() {
    const { command, target } = this.#chosen ?? {};
    if (!command) return '';
    const given = this.#args.map(({ kind }) => (kind === 'span' ? this.#field('other').value.trim() || checked(this.#dialog, 'span')
      : kind === 'text' ? this.#field('rest').value.trim() : ''));
    return [`/${command.word}`, target, ...given].filter(Boolean).join(' ');
  }

  #draw() {
    part(this.#dialog, '.line').textContent = legible(this.#line);
    part(this.#dialog, '.yes').textContent = this.#chosen?.command.word ?? 'do it';
  }

  async #send() {
    const line = this.#line;
    if (!line || this.#busy) return;
    this.#busy = true;
    const answer = await obey(this.#uses.connection, line);
    this.#busy = false;
    if (!answer.done) {
      part(this.#dialog, '.said').textContent = legible(answer.text);
      return;
    }
    this.#dialog.close();
    this.#uses.told(answer);
  }
}

/**
 * Fills a box with words of which one can be chosen.
 * @param {HTMLElement} box
 * @param {string} name
 * @param {string[]} words
 * @param {string} first the one that is chosen, "" for none
 * @param {boolean} required
 */
function pills(box, name, words, first, required) {
  box.replaceChildren(...words.map(word => {
    const pill = document.createElement('label');
    const radio = Object.assign(document.createElement('input'), { type: 'radio', name, value: word, required, checked: word === first });
    pill.append(radio, word);
    return pill;
  }));
}

/**
 * @param {HTMLElement} dialog
 * @param {string} name
 */
function checked(dialog, name) {
  const radio = dialog.querySelector(`[name=${name}]:checked`);
  return radio instanceof HTMLInputElement ? radio.value : '';
}

/** @param {Argument} argument */
function label({ name, optional }) {
  return name[0] + name.slice(1).toLowerCase() + (optional ? ', if you like' : '');
}
