import { Lost, Refused } from '../connection/replies.js';
import { clone, part } from '../shared/template.js';
import { legible } from '../shared/text.js';
import { words } from '../shared/time.js';

/**
 * @typedef {object} Device
 * @property {number} n for /unlink
 * @property {string} via
 * @property {string} label
 * @property {number} [seen] ms
 * @property {boolean} here
 * @property {boolean} own this browser
 */

/** The keys and browsers that are one person (B35), each with a way out. */
export class Devices {
  #box;
  #uses;
  #connection;

  /**
   * @param {HTMLElement} box
   * @param {{obey: (line: string) => unknown}} uses
   * @param {import('../connection/connection.js').Connection} connection
   */
  constructor(box, uses, connection) {
    this.#box = box;
    this.#uses = uses;
    this.#connection = connection;
    part(box, '.others').addEventListener('click', () => uses.obey('/unlink others'));
  }

  /** Asks which there are, and shows them. */
  async ask() {
    try {
      const { devices } = await this.#connection.ask({ type: 'devices' });
      this.#draw(devices);
    } catch (error) {
      if (!(error instanceof Lost || error instanceof Refused)) throw error; // asked again when the sheet opens
    }
  }

  /** @param {Device[]} devices */
  #draw(devices) {
    this.#box.hidden = devices.length < 2;
    part(this.#box, '.others').hidden = devices.length < 3;
    part(this.#box, 'ul').replaceChildren(...devices.map(device => this.#entry(device)));
  }

  /** @param {Device} device */
  #entry(device) {
    const entry = clone('device-row');
    part(entry, '.label').textContent = legible(device.label || device.via);
    part(entry, 'small').textContent = about(device);
    const button = part(entry, 'button');
    button.addEventListener('click', () => this.#uses.obey(`/unlink ${device.n}`));
    button.hidden = device.own;
    return entry;
  }
}

/** @param {Device} device */
function about({ via, seen, here, own }) {
  if (own) return `${via}, this one`;
  if (here) return `${via}, here now`;
  return seen ? `${via}, ${words(new Date(seen), new Date())}` : via;
}
