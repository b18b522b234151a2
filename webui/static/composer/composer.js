import { Completion } from './completion.js';
import { Field } from './field.js';
import { Recall } from './recall.js';
import { mayHoldSecret } from './secret.js';

/** The code of a key that an input method has taken. Safari tells it in no other way. */
const INPUT_METHOD = 229;

/**
 * @typedef {object} Parts
 * @property {HTMLFormElement} form
 * @property {HTMLTextAreaElement} field
 * @property {HTMLElement} button
 * @property {HTMLElement} offers names to tap
 *
 * @typedef {object} Uses
 * @property {(text: string) => boolean} send takes what was entered; false: it stays in the field
 * @property {(text: string) => void} count given the text whenever it changes
 * @property {() => import('./candidates.js').Offer} offer for Tab
 * @property {() => void} editLast asked for by Alt+Up
 * @property {import('../shared/storage.js').Storage} store
 *
 * @typedef {object} Errand what the field is borrowed for
 * @property {(text: string) => void} send
 * @property {() => void} cancel
 */

/** Where one writes. It can be used at all times, also with no connection (B7). */
export class Composer {
  #form;
  #uses;
  #field;
  #completion;
  #recall = new Recall();
  /** @type {Errand | undefined} */
  #errand;
  #draft = ''; // set aside during an errand

  /**
   * @param {Parts} parts
   * @param {Uses} uses
   */
  constructor({ form, field, button, offers }, uses) {
    this.#form = form;
    this.#uses = uses;
    this.#field = new Field(field, () => this.#changed());
    this.#completion = new Completion(this.#field, offers, uses.offer);
    form.addEventListener('submit', event => {
      event.preventDefault();
      this.#send();
    });
    button.addEventListener('mousedown', event => event.preventDefault()); // the field keeps the focus (B44)
    field.addEventListener('keydown', event => this.#key(event));
    this.#field.put(uses.store.get('draft') ?? '');
  }

  /**
   * Gives a text back to be changed, before what is being written.
   * @param {string} text
   */
  edit(text) {
    const draft = this.#field.text;
    this.#field.put(draft.trim() ? `${text}\n${draft}` : text, text.length);
    this.#field.focus();
  }

  /**
   * Leaves no trace of a line.
   * @param {string} line
   */
  forget(line) {
    this.#recall.forget(line);
  }

  /**
   * Uses the field for another text than the draft, until it is given back.
   * @param {string} text
   * @param {Errand} errand
   */
  borrow(text, errand) {
    this.#draft = this.#field.text;
    this.#errand = errand;
    this.#form.classList.add('borrowed');
    this.#field.put(text);
    this.#field.focus();
  }

  giveBack() {
    this.#errand = undefined;
    this.#form.classList.remove('borrowed');
    this.#field.put(this.#draft);
    this.#field.focus();
  }

  #send() {
    const { text } = this.#field;
    this.#field.focus();
    if (this.#errand) return this.#errand.send(text);
    if (!this.#uses.send(text)) return;
    if (!mayHoldSecret(text)) this.#recall.remember(text);
    this.#field.put('');
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.isComposing || event.keyCode === INPUT_METHOD || event.ctrlKey || event.metaKey) return;
    const { key, shiftKey, altKey } = event;
    if (altKey && key !== 'ArrowUp') return;
    switch (key) {
      case 'Enter':
        return shiftKey || this.#do(event, () => this.#send());
      case 'Tab':
        return this.#completion.tab(event);
      case 'Escape':
        this.#completion.escape(event);
        return event.defaultPrevented || this.#errand && this.#do(event, this.#errand.cancel);
      case 'ArrowUp':
        return altKey ? this.#do(event, this.#uses.editLast) : this.#step(event, -1);
      case 'ArrowDown':
        return this.#step(event, 1);
    }
  }

  /**
   * @param {Event} event
   * @param {() => void} act instead of what the browser would do
   */
  #do(event, act) {
    event.preventDefault();
    act();
  }

  /**
   * Goes to another one of one's own lines.
   * @param {Event} event
   * @param {-1 | 1} direction
   */
  #step(event, direction) {
    const line = !this.#errand && this.#recall.mayLeave(this.#field.text) ? this.#recall.step(direction) : undefined;
    if (line !== undefined) this.#do(event, () => this.#field.put(line));
  }

  #changed() {
    const { text } = this.#field;
    if (!this.#errand) this.#uses.store.set('draft', text === '' || mayHoldSecret(text) ? undefined : text);
    this.#uses.count(text);
    this.#completion.look();
  }
}
