import { Answers, Lost } from './replies.js';
import { Retries } from './retry.js';

const OPENING = 10_000; // ms until an attempt that has not caught up or heard anything is given up
const ANSWER = 20_000; // ms until a connection that owes an answer counts as dead: after 15 s the room refuses
const PING = 5_000; // the same for a ping (B6)
const QUIET = 45_000; // ms without a word until the page asks whether the server is there

/**
 * @typedef {'opening' | 'here' | 'away' | 'left'} State
 * here: caught up; away: broken, and tried again by itself; left: ended by the room for good
 *
 * @typedef {object} Uses
 * @property {() => object} hello what to begin with
 * @property {(objects: any[]) => void} receive takes what came together, but not the answers to ask
 * @property {(state: State) => void} changed
 */

/** The line to the room. It mends itself until the person leaves (B5–B7). */
export class Connection {
  #url;
  #uses;
  /** @type {WebSocket | undefined} */
  #socket;
  /** @type {State} */
  #state = 'away';
  #answers = new Answers();
  #asked = 0;
  #retries = new Retries();
  #clock = 0; // of the attempt, of the silence or of the wait: never more than one runs

  /**
   * @param {string} page the room's address
   * @param {Uses} uses
   */
  constructor(page, uses) {
    this.#url = new URL('ws', page.replace(/^http/, 'ws'));
    this.#uses = uses;
  }

  get here() { return this.#state === 'here'; }

  get left() { return this.#state === 'left'; }

  /** Connects at once, unless a connection or an attempt stands. */
  open() {
    if (this.#socket) return;
    const socket = this.#socket = new WebSocket(this.#url);
    socket.onopen = () => this.#send(this.#uses.hello());
    socket.onmessage = ({ data }) => this.#take(data);
    socket.onclose = () => this.#end('away');
    this.#wait(OPENING, () => this.#drop('away'));
    this.#turn('opening');
  }

  /** Something has happened that may have mended or cut the line: looks at once. */
  wake() {
    if (this.left) return;
    if (this.here) {
      this.ask({ type: 'ping' }, PING).catch(() => {}); // if it was cut, that has been seen to
    } else {
      this.#drop('away'); // an attempt from before may wait for what never comes
      this.open();
    }
  }

  /**
   * Sends an object and gives its answer. The id is made here unless the object has one.
   * @param {{type: string, id?: string, [field: string]: unknown}} object
   * @param {number} patience ms until the connection is given up
   * @returns {Promise<any>} rejected with Refused or Lost
   */
  async ask(object, patience = ANSWER) {
    if (!this.here) throw new Lost();
    const id = object.id ?? `q${++this.#asked}`;
    this.#send({ ...object, id });
    return this.#answers.await(id, patience, () => this.#drop('away'));
  }

  /**
   * Sends an object that has no answer.
   * @param {object} object
   * @returns {boolean} whether there was a connection
   */
  tell(object) {
    if (this.here) this.#send(object);
    return this.here;
  }

  /** @param {object} object */
  #send(object) {
    this.#socket?.send(JSON.stringify(object));
  }

  /** @param {string} frame one object a line */
  #take(frame) {
    const objects = frame.split('\n').filter(Boolean).map(line => JSON.parse(line));
    this.#uses.receive(objects.filter(object => !this.#answers.take(object)));
    const bye = objects.find(({ type }) => type === 'bye');
    if (bye) return this.#leave(bye);
    if (objects.some(({ type }) => type === 'synced')) {
      this.#retries.reset();
      this.#turn('here');
    }
    if (this.here) this.#wait(QUIET, () => this.wake());
    else this.#wait(OPENING, () => this.#drop('away'));
  }

  /**
   * With no time to come back it is for good; but a ban for ever may be ended.
   * @param {{retry_ms?: number, code?: string}} bye
   */
  #leave({ code, retry_ms = code === 'banned' ? Infinity : 0 }) {
    this.#drop(retry_ms ? 'away' : 'left', retry_ms);
  }

  /**
   * Lets go of the connection, which need not answer any more: its own farewell could take minutes.
   * @param {'away' | 'left'} state
   * @param {number} advice ms to stay away for
   */
  #drop(state, advice = 0) {
    const socket = this.#socket;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
    this.#end(state, advice);
  }

  /**
   * @param {'away' | 'left'} state
   * @param {number} advice
   */
  #end(state, advice = 0) {
    this.#socket = undefined;
    clearTimeout(this.#clock);
    if (state === 'away') this.#wait(this.#retries.next(advice), () => this.open());
    this.#turn(state);
    this.#answers.abandon();
  }

  /**
   * @param {number} ms
   * @param {() => void} act
   */
  #wait(ms, act) {
    clearTimeout(this.#clock);
    this.#clock = setTimeout(act, ms);
  }

  /** @param {State} state */
  #turn(state) {
    this.#state = state;
    this.#uses.changed(state);
  }
}
