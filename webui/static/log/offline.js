/** So many of the newest messages are kept, at most so often in ms. */
const MOST = 100;
const PERIOD = 2000;

/**
 * @typedef {object} Uses
 * @property {import('./history.js').History} history
 * @property {import('./log.js').Log} log
 * @property {import('./scrollview.js').ScrollView} view
 * @property {import('../people/identity.js').Identity} self
 * @property {import('../people/ignored.js').Ignored} ignored
 */

/**
 * The newest messages, as the browser keeps them for a page that opens with no
 * connection. Over plain http it keeps none, and there no page opens either.
 */
export class OfflineCopy {
  #name;
  #address;
  #uses;
  #clock = 0;

  /**
   * @param {URL} page
   * @param {Uses} uses
   */
  constructor(page, uses) {
    this.#name = `talktalktalk:${page.pathname}`; // where sw.js keeps the page itself
    this.#address = new URL('keepsake', page).href;
    this.#uses = uses;
    document.addEventListener('visibilitychange', () => { // perhaps for the last time
      if (document.hidden && this.#clock) this.#keep();
    });
  }

  /** Something was shown, or changed. */
  note() {
    if ('caches' in window) this.#clock ||= setTimeout(() => this.#keep(), PERIOD);
  }

  /** Shows what was kept, while there is no other way to have it. */
  async show() {
    const { log, view, self } = this.#uses;
    const messages = await this.#get();
    if (!self.outside || log.size > 0) return;
    view.steady(() => messages.forEach(message => log.add(message)));
    view.toEnd();
  }

  /** @returns {Promise<import('../connection/protocol.js').Message[]>} */
  async #get() {
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
    const { log, history, ignored } = this.#uses;
    if (history.window.newer || log.size === 0) return;
    const messages = log.newest(MOST).filter(({ who }) => !ignored.has(who));
    try {
      const cache = await caches.open(this.#name);
      await cache.put(this.#address, new Response(JSON.stringify(messages)));
    } catch {
      // the browser has no room for it
    }
  }
}
