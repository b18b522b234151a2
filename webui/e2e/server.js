// The program under test: the real one, on a folder and on ports of its own.

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { cleanup } from './cleanup.js';
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
    await house.kill(); // an orderly end has tests of its own
    await rm(folder, { recursive: true });
    assert.doesNotMatch(house.log, /DATA RACE|panic/);
  });
  await house.start();
  return house;
}

class House {
  #flags;
  #data;
  #process;
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
    const binary = process.env.TALK_BINARY;
    assert.ok(binary, 'TALK_BINARY is to name the program to test');
    this.web ||= await free();
    this.ssh ||= await free();
    const doors = ['--web', `127.0.0.1:${this.web}`, '--ssh', `127.0.0.1:${this.ssh}`];
    this.#process = spawn(binary, [...doors, '--data', this.#data, ...this.#flags], { stdio: ['ignore', 'ignore', 'pipe'] });
    const lines = createInterface({ input: this.#process.stderr });
    const ready = new Promise((resolve, reject) => {
      const open = new Set();
      lines.on('line', line => {
        this.log += `${line}\n`;
        if (this.#read(line, open)) resolve();
      });
      this.#process.on('error', reject);
      this.#process.on('exit', () => reject(new Error(`the server ended:\n${this.log}`)));
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
    await promisify(execFile)(process.env.TALK_BINARY, ['import', path, '--data', this.#data]);
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
    await this.#end('SIGTERM');
    const { exitCode, signalCode } = this.#process;
    assert.ok(exitCode === 0 || signalCode === 'SIGKILL', `exit ${exitCode}:\n${this.log}`);
  }

  async #end(signal) {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = once(this.#process, 'close'); // when all that it has said is read
    this.#process.kill(signal);
    await within(ended, `the server to end by ${signal}`);
  }

  /** Learns from a start line; true when both doors are open. */
  #read(line, open) {
    this.secret = line.match(/talk-[a-z2-7]{26}/)?.[0] ?? this.secret;
    const [door] = line.match(/web {2}http:\/\/|ssh {2}ssh /) ?? [];
    if (door) open.add(door);
    return open.size === 2;
  }
}
