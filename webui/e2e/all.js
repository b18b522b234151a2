// Runs all browser tests, in a few processes: each has one browser for all of its files, since
// one for each file would take as much of the processor's time as its tests.

import { spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';

/** How many run at a time. */
const PROCESSES = 3;

/** How long one may take, in milliseconds. */
const MOST = 1_200_000;

const [, self, share] = process.argv;

if (share === undefined) {
  await Promise.all(Array.from({ length: PROCESSES }, (_, i) => run(i)));
} else {
  const files = (await readdir(new URL('.', import.meta.url))).filter(name => name.endsWith('.test.js')).sort();
  for (const name of files.filter((_, i) => taker(i) === Number(share))) await import(`./${name}`);
}

/** The share that takes a file: they are dealt there and back, which is more even than in turn. */
function taker(i) {
  const turn = i % (2 * PROCESSES);
  return Math.min(turn, 2 * PROCESSES - 1 - turn);
}

/** Runs a share of the files, and shows what it says when it has ended. */
function run(share) {
  const child = spawn(process.execPath, ['--test-reporter=spec', self, share], { stdio: ['ignore', 'pipe', 'inherit'], timeout: MOST });
  const said = [];
  child.stdout.on('data', part => said.push(part));
  return new Promise(resolve => child.on('close', (code, signal) => {
    process.stdout.write(Buffer.concat(said));
    if (code !== 0) {
      console.error(`the tests of share ${share} end with ${signal ?? code}`);
      process.exitCode = 1;
    }
    resolve();
  }));
}
