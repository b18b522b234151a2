import { Devices } from './devices.js';
import { obey } from '../connection/command.js';
import { copyButtons } from '../shared/clipboard.js';
import { part } from '../shared/template.js';
import { legible } from '../shared/text.js';

/**
 * The sheet behind one's own name: what makes the name one's own, the code that
 * makes another device the same person, and the devices that are (B37).
 */
export class Profile {
  #sheet;
  #connection;
  #devices;
  #claimed = false;

  /**
   * @param {HTMLElement} sheet
   * @param {HTMLElement} name opens it when it is pressed
   * @param {import('../connection/connection.js').Connection} connection
   */
  constructor(sheet, name, connection) {
    this.#sheet = sheet;
    this.#connection = connection;
    this.#devices = new Devices(part(sheet, '.devices'), { obey: line => this.#obey(line) }, connection);
    name.addEventListener('click', () => this.#open());
    name.addEventListener('keydown', event => {
      const written = event.target instanceof HTMLInputElement && event.key === 'Enter' && !event.isComposing;
      if (written || event.key === 'Escape') this.close();
    });
    sheet.addEventListener('keydown', event => {
      if (event.key !== 'Escape' || event.isComposing) return;
      this.close();
      part(name, 'button').focus();
    });
    document.addEventListener('pointerdown', ({ target }) => {
      if (target instanceof Node && !sheet.contains(target) && !name.contains(target)) this.close();
    });
    this.#on('.close', () => this.close());
    this.#on('.claim button', () => this.#obey(this.#claimed ? '/release' : '/claim'));
    this.#on('.make', () => this.#make());
    part(sheet, 'form').addEventListener('submit', event => {
      event.preventDefault();
      this.#enter();
    });
    copyButtons(sheet.querySelectorAll('.copy'));
  }

  /** @param {{name: string, claimed?: boolean}} you who one is now */
  show({ name, claimed = false }) {
    this.#claimed = claimed;
    const is = legible(name);
    part(this.#sheet, '.claim .words').textContent = claimed
      ? `${is} ✓ is yours: nobody else can take it.`
      : `${is} is yours while you are here.`;
    part(this.#sheet, '.claim button').textContent = claimed ? 'Give it up' : 'Keep it for good';
    if (!this.#sheet.hidden) this.#devices.ask();
  }

  close() {
    this.#sheet.hidden = true;
    this.#say('');
    part(this.#sheet, '.code').hidden = true;
    this.#field.value = '';
  }

  /** @returns {HTMLInputElement} */
  get #field() {
    return /** @type {HTMLInputElement} */ (part(this.#sheet, '[name=code]'));
  }

  #open() {
    this.#sheet.hidden = false;
    this.#devices.ask();
  }

  async #make() {
    const { code } = await this.#obey('/link');
    if (!code) return;
    this.#say('');
    const here = new URL(location.href);
    here.hash = `link=${code}`;
    part(this.#sheet, '.code output').textContent = code;
    part(this.#sheet, '.address').textContent = here.href;
    const command = this.#sheet.querySelector('.command');
    if (command instanceof HTMLElement) command.textContent = `${command.dataset.ssh} link ${code}`;
    part(this.#sheet, '.code').hidden = false;
  }

  async #enter() {
    const code = this.#field.value.trim();
    if (!code) return;
    const { done } = await this.#obey(`/link ${code}`);
    if (done) this.#field.value = '';
  }

  /** @param {string} line a command */
  async #obey(line) {
    const answer = await obey(this.#connection, line);
    this.#say(answer.text);
    if (answer.done) this.#devices.ask();
    return answer;
  }

  /** @param {string} text */
  #say(text) {
    part(this.#sheet, '.said').textContent = legible(text);
  }

  /**
   * @param {string} selector
   * @param {() => void} act
   */
  #on(selector, act) {
    part(this.#sheet, selector).addEventListener('click', act);
  }
}
