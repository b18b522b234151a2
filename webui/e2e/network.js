import { createServer, connect } from 'node:net';
import { once } from 'node:events';
import { cleanup } from './cleanup.js';

/**
 * The network between a browser and the server: real connections, which a test
 * can cut, or keep and let nothing through any more.
 * @param {import('node:test').TestContext} t
 * @param {{web: number}} house
 * @param {string} prefix that it strips from paths, as a proxy may: "/chat"
 */
export async function lay(t, house, prefix = '') {
  const cable = new Cable(house, prefix);
  cleanup(t, () => cable.close());
  await cable.open();
  return cable;
}

class Cable {
  #house;
  #prefix;
  #server = createServer(near => this.#join(near));
  /** @type {Set<import('node:net').Socket>} */
  #ends = new Set();
  #whole = true;
  #deaf = false;

  constructor(house, prefix) {
    this.#house = house;
    this.#prefix = prefix;
  }

  get url() {
    return `http://127.0.0.1:${this.#server.address().port}${this.#prefix}/`;
  }

  async open() {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  async close() {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  /** Breaks all connections, and every one that is tried. */
  cut() {
    this.#whole = false;
    for (const end of this.#ends) end.destroy();
  }

  /** Nothing comes back from the server any more; what is sent arrives. Ends with the connection. */
  deafen() {
    this.#deaf = true;
  }

  mend() {
    this.#whole = true;
    this.#deaf = false;
  }

  #join(near) {
    if (!this.#whole) return near.destroy();
    const far = connect(this.#house.web, '127.0.0.1');
    near.on('data', data => far.write(this.#strip(data)));
    far.on('data', data => { if (!this.#deaf) near.write(data); });
    for (const [end, other] of [[near, far], [far, near]]) {
      this.#ends.add(end);
      end.on('error', () => {}); // a cut is what the tests are about
      end.on('close', () => {
        this.#ends.delete(end);
        other.destroy();
      });
    }
  }

  /** A browser sends the head of a request in one piece. */
  #strip(data) {
    const start = `GET ${this.#prefix}/`;
    return data.indexOf(start) === 0 ? Buffer.concat([Buffer.from('GET /'), data.subarray(start.length)]) : data;
  }
}
