import { Completer } from './completer.js';
import { Suggestions } from './suggestions.js';
import { length } from '../shared/text.js';

/** Tab and Esc in the field, and the names to tap (B26–B28). */
export class Completion {
  #field;
  #completer;
  #suggestions;

  /**
   * @param {import('./field.js').Field} field
   * @param {HTMLElement} box for names to tap
   * @param {() => import('./candidates.js').Offer} offer
   */
  constructor(field, box, offer) {
    this.#field = field;
    this.#completer = new Completer(offer);
    this.#suggestions = new Suggestions(box, offer, done => this.#show(done));
  }

  /**
   * Completes the word left of the caret. With nothing to complete, the key
   * does what it does everywhere, so that nobody is trapped in the field.
   * @param {KeyboardEvent} event
   */
  tab(event) {
    this.#take(event, (line, caret) => this.#completer.tab(line, caret, event.shiftKey));
  }

  /** @param {KeyboardEvent} event brings the typed letters back */
  escape(event) {
    this.#take(event, (line, caret) => this.#completer.escape(line, caret));
  }

  /** The text or the caret is another. */
  look() {
    const [start, rest] = this.#field.halves;
    this.#suggestions.show(start, rest);
  }

  /**
   * @param {KeyboardEvent} event
   * @param {(line: string, caret: number) => import('./completer.js').Completion} act
   */
  #take(event, act) {
    if (this.#field.selected) return;
    const done = act(this.#field.text, length(this.#field.halves[0]));
    if (!done.handled) return;
    event.preventDefault();
    this.#show(done);
  }

  /** @param {import('./completer.js').Completion} done */
  #show({ line, caret }) {
    this.#field.put(line, [...line].slice(0, caret).join('').length);
    this.#suggestions.show('', '');
  }
}
