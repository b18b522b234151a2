import { Lost, Refused } from '../connection/replies.js';

/**
 * @typedef {object} Uses
 * @property {import('../connection/connection.js').Connection} connection
 * @property {import('../shared/storage.js').Storage} store
 * @property {(text: string) => void} tell
 */

/** What the browser has that is told: the address of the subscription that the server knows. */
const KEPT = 'subscribed';

/**
 * The switch "Tell me when I am called": the browser shows a notice although the
 * page is closed (web push). Nothing is asked for until somebody turns it on.
 */
export class Calls {
  #input;
  #uses;
  #key = '';
  /** One thing after the other. */
  #work = Promise.resolve();

  /**
   * @param {HTMLInputElement} input within a label, hidden where there is no such thing
   * @param {Uses} uses
   */
  constructor(input, uses) {
    this.#input = input;
    this.#uses = uses;
    input.addEventListener('change', () => {
      const on = input.checked; // what is under way may show something else by the time of its turn
      this.#then(() => on ? this.#begin() : this.#end());
    });
  }

  /** @param {{key: string, on: boolean} | undefined} push what the room says of this browser */
  show(push) {
    const label = this.#input.closest('label');
    if (label) label.hidden = !(push && isSecureContext && 'PushManager' in window);
    if (!push) return;
    this.#key = push.key;
    this.#input.checked = push.on;
    this.#then(() => this.#renew(push.on));
  }

  /** @param {() => Promise<void>} what */
  #then(what) {
    this.#work = this.#work.then(what).catch(error => {
      if (!(error instanceof Lost)) throw error; // it is looked at again with the next welcome
    });
  }

  /** Asks the browser and then the room. */
  async #begin() {
    try {
      if (await Notification.requestPermission() !== 'granted') throw new Error('your browser does not allow it');
      await this.#subscribe(await this.#browser());
    } catch (error) {
      this.#input.checked = false;
      const why = error instanceof Lost ? 'there is no connection' : error instanceof Error ? error.message : String(error);
      this.#uses.tell(`You will not be told when you are called: ${why}`);
    }
  }

  /** Lets the browser subscribe; what it had for another server is of no use. */
  async #browser() {
    const { pushManager } = await navigator.serviceWorker.ready;
    const options = { userVisibleOnly: true, applicationServerKey: bytes(this.#key) };
    try {
      return await pushManager.subscribe(options);
    } catch {
      await (await pushManager.getSubscription())?.unsubscribe();
      return pushManager.subscribe(options);
    }
  }

  /** @param {PushSubscription} subscription */
  async #subscribe(subscription) {
    const { endpoint, keys } = subscription.toJSON();
    this.#input.checked = true;
    await this.#uses.connection.ask({ type: 'subscribe', endpoint, keys });
    this.#uses.store.set(KEPT, endpoint);
  }

  async #end() {
    await this.#uses.connection.ask({ type: 'unsubscribe' });
    await this.#forget();
  }

  async #forget() {
    this.#uses.store.set(KEPT, undefined);
    this.#input.checked = false;
    await (await subscription())?.unsubscribe();
  }

  /**
   * Keeps room and browser of one mind: a browser may have another address by
   * now, or none, and the room may have ended it.
   * @param {boolean} on whether the room has a subscription of this browser
   */
  async #renew(on) {
    const known = this.#uses.store.get(KEPT);
    if (!known) return; // never asked for here
    const now = await subscription();
    try {
      if (now && (on || now.endpoint !== known)) await this.#subscribe(now);
      else if (on) await this.#end();
      else await this.#forget();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      await this.#forget();
    }
  }
}

/** @returns {Promise<PushSubscription | null | undefined>} the browser's, if there is one */
async function subscription() {
  const registration = await navigator.serviceWorker?.getRegistration();
  return registration?.pushManager?.getSubscription();
}

/** @param {string} text base64url */
function bytes(text) {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, character => character.charCodeAt(0));
}
