import { Sound } from './sound.js';

/**
 * @typedef {object} Parts
 * @property {HTMLLinkElement} icon with data-dot: what it is while something is new
 * @property {HTMLInputElement} sound a switch
 * @property {HTMLInputElement} desktop a switch, hidden where there are no such notices
 */

/** Tells somebody who looks elsewhere that there is something new (B42). */
export class Notifications {
  #parts;
  #title = document.title;
  #icon;
  #count = 0;
  #sound = new Sound();

  /** @param {Parts} parts */
  constructor(parts) {
    this.#parts = parts;
    this.#icon = parts.icon.href;
    addEventListener('focus', () => this.#seen());
    document.addEventListener('visibilitychange', () => this.#seen());
    parts.sound.addEventListener('change', () => { if (parts.sound.checked) this.#sound.play(); });
    const label = parts.desktop.closest('label');
    if (label) label.hidden = !('Notification' in window && isSecureContext);
    parts.desktop.addEventListener('change', () => this.#permit());
  }

  /**
   * A message of somebody else has come.
   * @param {import('../connection/protocol.js').Message} message
   * @param {boolean} calls whether it is for oneself, and live
   */
  tell({ name, text }, calls) {
    if (calls && this.#parts.sound.checked) this.#sound.play();
    if (document.hasFocus() && !document.hidden) return;
    this.#count++;
    this.#draw();
    if (calls && document.hidden) this.#show(name, text);
  }

  #seen() {
    if (document.hidden || !document.hasFocus()) return;
    this.#count = 0;
    this.#draw();
  }

  #draw() {
    const { icon } = this.#parts;
    document.title = this.#count ? `(${this.#count}) ${this.#title}` : this.#title;
    icon.href = this.#count ? icon.dataset.dot ?? '' : this.#icon;
  }

  /** Asks the browser, when the person has asked for it. */
  async #permit() {
    const { desktop } = this.#parts;
    if (!desktop.checked || await Notification.requestPermission() === 'granted') return;
    desktop.checked = false;
    desktop.dispatchEvent(new Event('change'));
  }

  /**
   * @param {string} name
   * @param {string} text
   */
  #show(name, text) {
    if (!this.#parts.desktop.checked || Notification.permission !== 'granted') return;
    try {
      const notice = new Notification(`${name} · ${this.#title}`, { body: text.slice(0, 200), tag: location.pathname });
      notice.onclick = () => window.focus();
    } catch {
      // Android has them for service workers only
    }
  }
}
