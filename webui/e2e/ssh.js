// People at the other door: OpenSSH.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { cleanup } from './cleanup.js';
import { within } from './patience.js';

/** Nothing of the machine's own settings, keys and known hosts, and no question. */
const STRANGER = [
  '-F', '/dev/null', '-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null',
  '-o', 'LogLevel=ERROR', '-o', 'IdentitiesOnly=yes', '-o', 'IdentityAgent=none', '-o', 'IdentityFile=none',
];

/**
 * @param {{ssh: number}} house
 * @param {string} user
 * @param {string[]} command
 */
function ssh(house, user, command) {
  return spawn('ssh', [...STRANGER, '-p', house.ssh, `${user}@127.0.0.1`, ...command], { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** Runs a command, and gives its exit code. */
export async function run(house, user, ...command) {
  const child = ssh(house, user, command);
  child.stdout.resume();
  const [code] = await within(once(child, 'exit'), `the end of ssh ${command.join(' ')}`);
  return code;
}

/**
 * Follows the room, until the end of the test.
 * @param {import('node:test').TestContext} t
 * @returns {Promise<(text: string) => Promise<object>>} waits for the message with a text
 */
export function tail(t, house) {
  const child = ssh(house, 'watcher', ['tail', '--json']);
  cleanup(t, () => child.kill());
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const find = async text => {
    for (;;) {
      const { value, done } = await lines.next();
      if (done) throw new Error(`tail ended before ${text}`);
      const message = JSON.parse(value);
      if (message.text === text) return message;
    }
  };
  return text => within(find(text), `tail to show ${text}`);
}
