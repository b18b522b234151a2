// No test waits for time to pass. These are only how long a broken one waits in vain.

import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';

/** How long one thing may take, in milliseconds. */
export const PATIENCE = 60_000;

/** How long a guest may be there, in milliseconds: ends what has no bound of its own. */
export const VISIT = 400_000;

/** How often it is looked for what nothing tells of, in milliseconds. */
const LOOK = 20;

/**
 * Settles as promise does, and fails when that takes too long.
 * @template T
 * @param {Promise<T>} promise
 * @param {string} what is waited for
 * @returns {Promise<T>}
 */
export function within(promise, what) {
  const late = new Error(`waited ${PATIENCE / 1000} s for ${what}`); // made here, its stack leads to who waits
  let timer;
  const end = new Promise((_, reject) => { timer = setTimeout(reject, PATIENCE, late); });
  return Promise.race([promise, end]).finally(() => clearTimeout(timer));
}

/**
 * Returns when what is read is what is wanted: at once, or when what was done has its effect.
 * @template T
 * @param {() => Promise<T>} read
 * @param {T} wanted
 */
export async function becomes(read, wanted) {
  const end = performance.now() + PATIENCE;
  for (;;) {
    const got = await read();
    if (isDeepStrictEqual(got, wanted)) return;
    if (performance.now() > end) assert.deepEqual(got, wanted);
    await pause(LOOK);
  }
}
