// No test waits for time to pass. These are only how long a broken one waits in vain.

/** How long one thing may take, in milliseconds. */
export const PATIENCE = 60_000;

/** How long a guest may be there, in milliseconds: ends what has no bound of its own. */
export const VISIT = 400_000;

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
