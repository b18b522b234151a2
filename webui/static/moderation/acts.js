import { obey } from '../connection/command.js';
import { legible } from '../shared/text.js';

/** How an admin is told to take something back: at the end of a line. */
const BACK = / · (\/(undo|unban) (\d+))$/;

/**
 * @typedef {object} Act what an admin did
 * @property {number} n
 * @property {string} text
 *
 * @typedef {object} Uses
 * @property {import('../connection/connection.js').Connection} connection
 * @property {(text: string) => HTMLElement} tell shows a private line
 * @property {HTMLElement} list of the messages, and of what was told
 * @property {() => void} leave where the focus goes from what is no more
 */

/**
 * What admins did, told once, whichever way it comes; and behind what can be
 * taken back, there and in the lists of /log and /bans, a button that does it.
 */
export class Acts {
  #uses;
  #newest = 0;
  /** What can be named by a number: acts that can be taken back, and bans. */
  #numbers = { undo: /** @type {number[]} */ ([]), unban: /** @type {number[]} */ ([]) };

  /** @param {Uses} uses */
  constructor(uses) {
    this.#uses = uses;
  }

  /** Another log begins. */
  clear() {
    this.#newest = 0;
  }

  get numbers() { return this.#numbers; }

  /** @param {{undo: number[], bans: number[], n: number}} numbers that there are up to the act n */
  set numbers({ undo, bans, n: newest }) {
    this.#numbers = { undo, unban: bans };
    for (const button of this.#uses.list.querySelectorAll('.notice button')) {
      const [, , word, n] = BACK.exec(` · ${button.textContent}`) ?? [];
      const over = word && Number(n) <= newest && !this.#numbers[/** @type {'undo' | 'unban'} */ (word)].includes(Number(n));
      if (over) this.#drop(button);
    }
  }

  /** @param {{text: string, act?: Act}} answer to a command */
  told({ text, act }) {
    if (act) this.show(act);
    else if (text) this.#tell(text);
  }

  /** @param {Act} act */
  show({ n, text }) {
    if (n <= this.#newest) return;
    this.#newest = n;
    this.#tell(text);
  }

  /** @param {string} text */
  #tell(text) {
    const row = this.#uses.tell(text);
    for (const line of row.querySelectorAll('.line')) {
      const [end, command] = BACK.exec(line.textContent?.trimEnd() ?? '') ?? [];
      if (!end) continue;
      const button = Object.assign(document.createElement('button'), { type: 'button', textContent: command });
      button.addEventListener('click', async () => this.told(await obey(this.#uses.connection, command)));
      line.textContent = legible(line.textContent?.trimEnd().slice(0, -command.length) ?? '');
      line.append(button, '\n');
    }
  }

  /** @param {Element} button of what cannot be taken back any more */
  #drop(button) {
    if (button === document.activeElement) this.#uses.leave();
    const before = button.previousSibling;
    if (before) before.textContent = before.textContent?.replace(/ · $/, '') ?? '';
    button.remove();
  }
}
