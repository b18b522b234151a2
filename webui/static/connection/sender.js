import { Lost, Refused } from './replies.js';
import { makeID } from './outbox.js';
import { RateLimit } from './ratelimit.js';

/** Refused for the pace a message waits for its time; for anything else, it waits for the person. */
const PACES = ['flood', 'slow'];

/**
 * @typedef {import('./outbox.js').Entry} Entry
 *
 * @typedef {object} Uses
 * @property {import('./connection.js').Connection} connection
 * @property {import('./outbox.js').Outbox} outbox
 * @property {import('../people/identity.js').Identity} self
 * @property {(answer: {text: string}) => void} tell shows what only the person is to know
 * @property {(code: string, wait: number) => void} mustWait the room refused a message for so many ms
 * @property {(text: string) => void} secret the room found a secret in it: no trace may stay
 */

/**
 * Brings what is in the outbox to the room. One message is on its way at a
 * time, so that what was written in order is stored in order, over breaks too.
 */
export class Sender {
  #uses;
  #rateLimit = new RateLimit();
  #busy = false;
  #heldUntil = 0; // by performance.now
  #clock = 0;

  /** @param {Uses} uses */
  constructor(uses) {
    this.#uses = uses;
  }

  /** @param {import('./protocol.js').Limits} limits of the room */
  set limits(limits) {
    this.#rateLimit.limits = limits;
  }

  /**
   * Takes a message to send.
   * @param {string} text
   */
  post(text) {
    const { connection, outbox } = this.#uses;
    outbox.add(text, !connection.here || outbox.entries.some(({ late }) => late));
    this.#go();
  }

  /**
   * Sends a line that may hold a secret, past the outbox, which would keep it.
   * @param {string} line
   */
  async confide(line) {
    const { connection, tell } = this.#uses;
    try {
      const answer = await connection.ask({ type: 'say', id: makeID(0), text: line });
      if (answer.type === 'notice') tell(answer);
    } catch (error) {
      if (error instanceof Refused) tell({ text: error.message });
      else if (error instanceof Lost) tell({ text: 'There is no connection. That line is not kept: type it again later.' });
      else throw error;
    }
  }

  /**
   * Sends a refused message again.
   * @param {Entry} entry
   */
  retry(entry) {
    this.#uses.outbox.change(entry, { refusal: undefined, held: false, elsewhere: false });
    this.#go();
  }

  /** Begins again after a break: what the room has of the outbox was shown. */
  resume() {
    const { outbox, self } = this.#uses;
    for (const entry of outbox.entries) {
      Object.assign(entry, { late: true, elsewhere: false });
      if (entry.seq && entry.seq <= self.place) outbox.remove(entry.id);
    }
    this.#go();
  }

  /** Sends what may be sent now, and sees to the rest. */
  async #go() {
    if (this.#busy) return;
    this.#busy = true;
    try {
      for (let entry; (entry = this.#next()); ) await this.#bring(entry);
    } finally {
      this.#busy = false;
    }
  }

  #next() {
    clearTimeout(this.#clock);
    const { connection, outbox } = this.#uses;
    const entry = outbox.entries.find(({ refusal, held, elsewhere, seq }) => (!refusal || held) && !elsewhere && !seq);
    if (!entry || !connection.here) return undefined;
    const wait = Math.max(this.#heldUntil - performance.now(), entry.late ? this.#rateLimit.wait : 0);
    if (wait <= 0) return entry;
    this.#clock = setTimeout(() => this.#go(), wait);
  }

  /** @param {Entry} entry */
  async #bring(entry) {
    const { connection, outbox, self, tell } = this.#uses;
    if (entry.held) outbox.change(entry, { held: false, refusal: undefined });
    try {
      const answer = await connection.ask({ type: 'say', id: entry.id, text: entry.text });
      if (answer.type === 'notice') tell(answer);
      if (answer.type === 'stored') this.#rateLimit.count();
      if (answer.seq > self.place) entry.seq = answer.seq; // its message comes, and takes its place
      else outbox.remove(entry.id);
    } catch (error) {
      if (error instanceof Refused) this.#refused(entry, error);
      else if (!(error instanceof Lost)) throw error;
      else if (connection.left) outbox.remove(entry.id); // the farewell was the answer, as to /quit
    }
  }

  /**
   * @param {Entry} entry
   * @param {Refused} refusal
   */
  #refused(entry, { code, message, wait }) {
    const { outbox, tell, mustWait, secret } = this.#uses;
    const held = wait > 0 && PACES.includes(code);
    if (code === 'secret') {
      outbox.remove(entry.id);
      secret(entry.text);
      tell({ text: message });
    } else {
      outbox.change(entry, { refusal: message, held });
    }
    if (held) this.#heldUntil = performance.now() + wait;
    if (wait > 0) mustWait(code, wait);
  }
}
