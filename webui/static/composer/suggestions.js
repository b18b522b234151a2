import { Completer } from './completer.js';
import { legible, length } from '../shared/text.js';

/** How many names are shown to tap (B28). */
const MOST = 5;

/** An @ and a letter or more left of the caret. */
const BEGUN = /(?:^|[^\p{L}\p{M}\p{Nd}_])@[\p{L}\p{M}\p{Nd}_]+$/u;

const TOUCH = matchMedia('(any-pointer: coarse)');

/** Names to tap, for those who have no Tab key (B28). */
export class Suggestions {
  #box;
  #offer;
  #take;

  /**
   * @param {HTMLElement} box holds a button a name
   * @param {() => import('./candidates.js').Offer} offer
   * @param {(done: import('./completer.js').Completion) => void} take puts a completion in the field
   */
  constructor(box, offer, take) {
    this.#box = box;
    this.#offer = offer;
    this.#take = take;
    box.addEventListener('pointerdown', event => event.preventDefault()); // the field keeps the focus
  }

  /** @param {string} start the text left of the caret
   *  @param {string} rest the text right of it */
  show(start, rest) {
    const begun = TOUCH.matches && BEGUN.test(start);
    this.#box.replaceChildren(...begun ? this.#found(start, rest).map(found => this.#button(found)) : []);
    this.#box.hidden = !this.#box.hasChildNodes();
  }

  /**
   * @param {string} start
   * @param {string} rest
   */
  #found(start, rest) {
    const completer = new Completer(this.#offer);
    /** @type {import('./completer.js').Completion[]} */
    const found = [];
    let next = completer.tab(start + rest, length(start), false);
    while (next.handled && found.length < MOST && found[0]?.line !== next.line) {
      found.push(next);
      next = completer.tab(next.line, next.caret, false);
    }
    return found;
  }

  /** @param {import('./completer.js').Completion} done */
  #button(done) {
    const button = document.createElement('button');
    button.type = 'button';
    button.dir = 'auto';
    const before = [...done.line].slice(0, done.caret).join('');
    button.textContent = legible(before.slice(before.lastIndexOf('@')));
    button.addEventListener('click', () => this.#take(done));
    return button;
  }
}
