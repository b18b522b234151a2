// People at a terminal: tmux, OpenSSH's client in it, and what the screen shows.

import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { cleanup } from './cleanup.js';
import { PATIENCE } from './patience.js';

const exec = promisify(execFile);

/** A terminal of a usual kind, without tmux's own last row. */
const CONFIG = 'set -g default-terminal tmux-256color\nset -g status off\n';

/** Nothing of the machine's own settings, keys and known hosts. */
const STRANGER = [
  '-F', '/dev/null', '-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null',
  '-o', 'LogLevel=ERROR', '-o', 'IdentitiesOnly=yes', '-o', 'IdentityAgent=none', '-o', 'SetEnv=TZ=UTC',
];

/**
 * Somebody with a key of their own.
 * @param {import('node:test').TestContext} t
 * @param {{ssh: number}} house
 * @param {string} name
 */
export async function member(t, house, name) {
  const folder = await mkdtemp(join(tmpdir(), 'talktalktalk-terminal-'));
  cleanup(t, () => rm(folder, { recursive: true }));
  await exec('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, 'key')]);
  await writeFile(join(folder, 'tmux.conf'), CONFIG);
  return new Member(t, folder, [...STRANGER, '-i', join(folder, 'key'), '-p', String(house.ssh), `${name}@127.0.0.1`]);
}

class Member {
  #t;
  #folder;
  #ssh;

  constructor(t, folder, ssh) {
    this.#t = t;
    this.#folder = folder;
    this.#ssh = ssh;
  }

  /** Says something, without a terminal. */
  async says(text) {
    const done = exec('ssh', ['-T', ...this.#ssh]);
    done.child.stdin.end(text);
    await done;
  }

  /** Does something there that a script can: /me, for one. */
  async enters(line) {
    await this.runs('say', line);
  }

  /** Runs a command. */
  async runs(...command) {
    await exec('ssh', [...this.#ssh, ...command]);
  }

  /** Sits down at a terminal, and enters the room. */
  async sits(width, height, ...command) {
    cleanup(this.#t, () => this.#tmux('kill-server').catch(() => {})); // it ends with its last pane
    await this.#tmux('new-session', '-d', '-x', String(width), '-y', String(height), 'ssh', '-t', ...this.#ssh, ...command);
  }

  async keys(...keys) {
    await this.#tmux('send-keys', '--', ...keys);
  }

  async pastes(text) {
    await this.#tmux('set-buffer', text);
    await this.#tmux('paste-buffer', '-p', '-r');
  }

  /** Waits until the screen shows a text. */
  async sees(text) {
    await this.#until(screen => screen.includes(text), text);
  }

  /** Waits until the screen shows what matches a pattern, and gives it: a screen may be seen while it is drawn. */
  async finds(pattern) {
    return (await this.#until(screen => pattern.test(screen), pattern)).match(pattern)[0];
  }

  async #until(shows, what) {
    const end = Date.now() + PATIENCE;
    for (;;) {
      const screen = await this.#tmux('capture-pane', '-p');
      if (shows(screen)) return screen;
      if (Date.now() > end) throw new Error(`no ${what}:\n${screen}`);
      await pause(20);
    }
  }

  async leaves() {
    await this.keys('C-d');
    const gone = () => this.#tmux('has-session').then(() => false, () => true);
    while (!(await gone())) await pause(20);
  }

  /** What stands on the screen, with its colors, and where the cursor is. */
  async screen() {
    const text = await this.#tmux('capture-pane', '-p', '-e', '-N');
    const [x, y, width] = (await this.#tmux('display-message', '-p', '#{cursor_x} #{cursor_y} #{pane_width}')).trim().split(' ').map(Number);
    return { lines: text.replace(/\n$/, '').split('\n'), x, y, width };
  }

  async #tmux(...args) {
    const { stdout } = await exec('tmux', ['-u', '-S', join(this.#folder, 'tmux'), '-f', join(this.#folder, 'tmux.conf'), ...args], {
      env: { ...process.env, LC_ALL: 'C.UTF-8' },
    });
    return stdout;
  }
}
