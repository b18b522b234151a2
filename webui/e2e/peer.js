// People with no page: what they say and do, and what is told to them, where no test looks at how it is shown.

import { cleanup } from './cleanup.js';
import { connect, lines, send } from './socket.js';
import { within } from './patience.js';

/**
 * Somebody new comes, and stays until the end of the test.
 * @param {import('node:test').TestContext} t
 * @param {{url: string}} house
 * @param {string} name "" for the one that the room gives
 */
export async function peer(t, house, name = '') {
  const socket = await connect(house);
  const other = new Peer(socket, name);
  cleanup(t, () => socket.destroy());
  await other.hears(({ type }) => type === 'synced');
  return other;
}

class Peer {
  #socket;
  #asked = 0;
  #listeners = new Set();
  heard = []; // every object that came

  constructor(socket, name) {
    this.#socket = socket;
    send(socket, { type: 'hello', name: name || undefined });
    this.#listen();
  }

  get name() {
    return this.heard.findLast(({ type, name }) => ['welcome', 'named', 'you'].includes(type) && name).name;
  }

  /** Says lines, or gives commands, each after the one before it was answered. Returns the last answer. */
  async says(...texts) {
    let answer;
    for (const text of texts) answer = await this.asks({ type: 'say', text });
    return answer;
  }

  /** Asks, and gives the answer. */
  async asks(object) {
    const id = `peer-${++this.#asked}`;
    send(this.#socket, { ...object, id });
    const answer = await this.hears(heard => heard.id === id);
    if (answer.type === 'error') throw new Error(`${JSON.stringify(object)}: ${answer.text}`);
    return answer;
  }

  /** Waits for an object to come, or to have come, and gives it. */
  async hears(wanted) {
    const found = async () => {
      for (;;) {
        const object = this.heard.find(wanted);
        if (object) return object;
        await new Promise(next => this.#listeners.add(next));
      }
    };
    return within(found(), `a peer to hear what is ${wanted}`);
  }

  /** Waits for a message with a text, and gives it. */
  async sees(text) {
    return this.hears(object => object.type === 'message' && object.text === text);
  }

  /** The texts of all messages that there are, as the room tells them. */
  async history() {
    const texts = [];
    for (let seq = 0, more = true; more; ) {
      const page = await this.asks({ type: 'after', seq, limit: 100 });
      texts.push(...page.messages.map(({ text }) => text));
      seq = page.messages.at(-1)?.seq ?? seq;
      ({ more } = page);
    }
    return texts;
  }

  /** The texts of all messages that came. */
  texts() {
    return this.heard.filter(({ type }) => type === 'message').map(({ text }) => text);
  }

  async #listen() {
    try {
      for await (const line of lines(this.#socket)) {
        this.heard.push(JSON.parse(line));
        for (const next of this.#listeners) next();
        this.#listeners.clear();
      }
    } catch {
      // the server is gone, as tests may wish
    }
  }
}
