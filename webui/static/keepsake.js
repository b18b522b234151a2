/** So many of the newest messages are kept, at most so often in ms. */
const MOST = 100;
const PERIOD = 2000;

/** @typedef {import('./wire.js').Message} Message */

/**
 * The newest messages, as the browser keeps them for a page that opens with no
 * connection. Over plain http it keeps none, and there no page opens either.
 */
export class Keepsake {
  #name;
  #address;
  #newest;
  #clock = 0;

  /**
   * @param {URL} page
   * @param {(most: number) => Message[]} newest of what the page shows; none while it does not show the newest
   */
  constructor(page, newest) {
    this.#name = `talktalktalk:${page.pathname}`; // where sw.js keeps the page itself
    this.#address = new URL('keepsake', page).href;
    this.#newest = newest;
    document.addEventListener('visibilitychange', () => { // perhaps for the last time
      if (document.hidden && this.#clock) this.#keep();
    });
  }

  /** Something was shown, or changed. */
  note() {
    if ('caches' in window) this.#clock ||= setTimeout(() => this.#keep(), PERIOD);
  }

  /** @returns {Promise<Message[]>} what was kept */
  async get() {
    try {
      const kept = await caches.match(this.#address, { cacheName: this.#name });
      return kept ? kept.json() : [];
    } catch {
      return []; // there are no caches, or they are not for us
    }
  }

  async #keep() {
    clearTimeout(this.#clock);
    this.#clock = 0;
    const messages = this.#newest(MOST);
    if (messages.length === 0) return;
    try {
      const cache = await caches.open(this.#name);
      await cache.put(this.#address, new Response(JSON.stringify(messages)));
    } catch {
      // the browser has no room for it
    }
  }
}
