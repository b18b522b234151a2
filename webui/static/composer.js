import { Completer } from './complete.js';
import { Offers } from './offers.js';
import { Recall } from './recall.js';
import { mayHoldSecret } from './secret.js';
import { length } from './text.js';

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
 * @property {(text: string) => void} count given the draft whenever it changes
 * @property {() => import('./complete.js').Offer} offer for Tab
 * @property {import('./store.js').Store} store
 */

/** Where one writes. It can be used at all times, also with no connection (B7). */
export class Composer {
  #parts;
  #uses;
  #completer;
  #recall = new Recall();
  #offers;

  /**
   * @param {Parts} parts
   * @param {Uses} uses
   */
  constructor(parts, uses) {
    this.#parts = parts;
    this.#uses = uses;
    this.#completer = new Completer(uses.offer);
    this.#offers = new Offers(parts.offers, uses.offer, done => this.#show(done));
    const { form, field, button } = parts;
    form.addEventListener('submit', event => {
      event.preventDefault();
      this.#send();
    });
    button.addEventListener('mousedown', event => event.preventDefault()); // the field keeps the focus (B44)
    field.addEventListener('keydown', event => this.#key(event));
    field.addEventListener('input', () => this.#changed());
    this.#put(uses.store.get('draft') ?? '');
  }

  /**
   * Gives a text back to be changed, before what is being written.
   * @param {string} text
   */
  edit(text) {
    const { field } = this.#parts;
    this.#put(field.value.trim() ? `${text}\n${field.value}` : text, text.length);
    field.focus();
  }

  /**
   * Leaves no trace of a line.
   * @param {string} line
   */
  forget(line) {
    this.#recall.forget(line);
  }

  #send() {
    const { field } = this.#parts;
    const text = field.value;
    field.focus();
    if (!this.#uses.send(text)) return;
    if (!mayHoldSecret(text)) this.#recall.remember(text);
    this.#put('');
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const composing = event.isComposing || event.keyCode === INPUT_METHOD;
    if (composing || event.ctrlKey || event.metaKey || event.altKey) return;
    const { field } = this.#parts;
    switch (event.key) {
      case 'Enter':
        if (event.shiftKey) return;
        event.preventDefault();
        return this.#send();
      case 'Tab':
        return this.#complete(event, (line, caret) => this.#completer.tab(line, caret, event.shiftKey));
      case 'Escape':
        return this.#complete(event, (line, caret) => this.#completer.escape(line, caret));
      case 'ArrowUp':
      case 'ArrowDown': {
        const line = this.#recall.mayLeave(field.value) ? this.#recall.step(event.key === 'ArrowUp' ? -1 : 1) : undefined;
        if (line === undefined) return;
        event.preventDefault();
        this.#put(line);
      }
    }
  }

  /**
   * Completes the word left of the caret. With nothing to complete, the key
   * does what it does everywhere, so that nobody is trapped here (B28).
   * @param {KeyboardEvent} event
   * @param {(line: string, caret: number) => import('./complete.js').Completion} act
   */
  #complete(event, act) {
    const { field } = this.#parts;
    if (field.selectionStart !== field.selectionEnd) return;
    const done = act(field.value, length(field.value.slice(0, field.selectionStart)));
    if (!done.handled) return;
    event.preventDefault();
    this.#show(done);
  }

  /** @param {import('./complete.js').Completion} done */
  #show({ line, caret }) {
    this.#put(line, [...line].slice(0, caret).join('').length);
    this.#offers.show('', '');
  }

  /**
   * @param {string} text
   * @param {number} caret in UTF-16 units, as the field counts
   */
  #put(text, caret = text.length) {
    const { field } = this.#parts;
    field.value = text;
    field.setSelectionRange(caret, caret);
    this.#changed();
  }

  #changed() {
    const { value, selectionStart } = this.#parts.field;
    this.#uses.store.set('draft', value === '' || mayHoldSecret(value) ? undefined : value);
    this.#uses.count(value);
    this.#offers.show(value.slice(0, selectionStart), value.slice(selectionStart));
    this.#grow();
  }

  /** Browsers without field-sizing have the field's height set for them. */
  #grow() {
    const { field } = this.#parts;
    if (CSS.supports('field-sizing', 'content')) return;
    field.style.blockSize = 'auto';
    field.style.blockSize = `${field.scrollHeight}px`;
  }
}
