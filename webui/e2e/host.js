// Processes that are the program time and again: the start of one takes longer than most tests
// (see host_test.go, whose test binary they are).

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { after } from 'node:test';
import { createInterface } from 'node:readline';

/** What stands before the exit code at the end of what a task wrote. */
const OVER = '\0over ';

/** Those that have nothing to do. @type {Host[]} */
const idle = [];

after(async () => {
  for (const { process } of idle) {
    const ended = once(process, 'close');
    process.stdin.end();
    const [code] = await ended;
    assert.equal(code, 0, 'the exit code of an idle process of the program');
  }
});

/**
 * Runs the program with these arguments.
 * @param {string[]} args
 * @param {(line: string) => void} hear is called with what it writes on standard error
 */
export function run(args, hear = () => {}) {
  return new Task(idle.pop() ?? new Host(), args, hear);
}

/** A run of the program. */
class Task {
  #host;

  /** Resolves when it is over: with its exit code, or the signal that ended it. @type {Promise<number | string>} */
  ended;
  over = false;

  constructor(host, args, hear) {
    this.#host = host;
    this.ended = host.carryOut(args, hear).then(how => {
      this.over = true;
      return how;
    });
  }

  /** Sends a signal, unless it is over: then the process may be another's. */
  kill(signal) {
    if (!this.over) this.#host.process.kill(signal);
  }
}

class Host {
  #hear;
  #resolve;

  constructor() {
    const binary = process.env.TALK_BINARY;
    assert.ok(binary, 'TALK_BINARY is to name the test binary of the program');
    this.process = spawn(binary, { env: { ...process.env, TEST_AS_HOST: '1' }, stdio: ['pipe', 'ignore', 'pipe'] });
    this.process.stdin.on('error', () => {}); // it was killed: 'close' tells
    createInterface({ input: this.process.stderr }).on('line', line => this.#take(line));
    this.process.on('close', (code, signal) => this.#resolve?.(signal ?? code));
  }

  carryOut(args, hear) {
    this.#hear = hear;
    this.process.stdin.write(`${JSON.stringify({ args, dir: '/' })}\n`);
    return new Promise(resolve => { this.#resolve = resolve; });
  }

  #take(line) {
    const [said, code] = line.split(OVER);
    if (said) this.#hear(said);
    if (code === undefined) return;
    const resolve = this.#resolve;
    this.#resolve = undefined;
    idle.push(this);
    resolve(Number(code));
  }
}
