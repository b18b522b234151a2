// The program under test: the real one, on a folder and on ports of its own.

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cleanup } from './cleanup.js';
import { run } from './host.js';
import { within } from './patience.js';
import { free } from './ports.js';

/**
 * A server that runs until the end of the test.
 * @param {import('node:test').TestContext} t
 * @param {string[]} flags
 */
export async function open(t, ...flags) {
  const folder = await mkdtemp(join(tmpdir(), 'talktalktalk-'));
  const house = new House(join(folder, 'data'), flags);
  cleanup(t, async () => {
    await house.retire();
    await rm(folder, { recursive: true });
    assert.doesNotMatch(house.log, /DATA RACE|panic/);
  });
  await house.start();
  return house;
}

/** How long a server may take to end when its test is over, in milliseconds. */
const RETIRE = 5000;

class House {
  #flags;
  #data;
  #task;
  web = 0; // ports; 0 before the first start
  ssh = 0;
  secret = ''; // of the admin, shown at the first start
  log = '';

  constructor(data, flags) {
    this.#data = data;
    this.#flags = flags;
  }

  get url() {
    return `http://127.0.0.1:${this.web}/`;
  }

  /** Returns when both doors are open. A second start takes the same ports. */
  async start() {
    this.web ||= await free();
    this.ssh ||= await free();
    const doors = ['--web', `127.0.0.1:${this.web}`, '--ssh', `127.0.0.1:${this.ssh}`];
    const ready = new Promise((resolve, reject) => {
      const open = new Set();
      this.#task = run([...doors, '--data', this.#data, ...this.#flags], line => {
        this.log += `${line}\n`;
        if (this.#read(line, open)) resolve();
      });
      this.#task.ended.then(() => reject(new Error(`the server ended:\n${this.log}`)), reject);
    });
    await within(ready, 'the server to open its doors');
  }

  /**
   * Takes in what was said long ago, beside the running server.
   * @param {{at: number, name: string, text: string}[]} past oldest first; at in Unix ms
   */
  async takesIn(past) {
    const path = `${this.#data}.jsonl`;
    const line = ({ at, name, text }, i) => JSON.stringify({ type: 'message', seq: i + 1, at, who: `p${name}`, name, via: 'web', text });
    await writeFile(path, past.map(line).join('\n'));
    let said = '';
    const imported = run(['import', path, '--data', this.#data], line => { said += `${line}\n`; });
    assert.equal(await imported.ended, 0, said);
  }

  /** Takes another, empty folder from the next start on. */
  startOver() {
    this.#data += '-anew';
  }

  /** Has another title from the next start on. */
  calls(title) {
    this.#flags = [...this.#flags, '--title', title];
  }

  /** Ends it as a power cut would. */
  async kill() {
    await this.#end('SIGKILL');
  }

  /** Ends it as an owner would, and sees that it found no fault with itself. */
  async stop() {
    assert.equal(await this.#end('SIGTERM'), 0, this.log);
  }

  /** Ends it with its test, however it is. */
  async retire() {
    const late = setTimeout(() => this.#task.kill('SIGKILL'), RETIRE);
    await this.#end('SIGTERM');
    clearTimeout(late);
  }

  /** Returns how it has ended. */
  #end(signal) {
    this.#task.kill(signal);
    return within(this.#task.ended, `the server to end by ${signal}`);
  }

  /** Learns from a start line; true when both doors are open. */
  #read(line, open) {
    this.secret = line.match(/talk-[a-z2-7]{26}/)?.[0] ?? this.secret;
    const [door] = line.match(/web {2}http:\/\/|ssh {2}ssh /) ?? [];
    if (door) open.add(door);
    return open.size === 2;
  }
}
