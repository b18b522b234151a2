// What a test began is ended with it.

/** @type {WeakMap<import('node:test').TestContext, (() => unknown)[]>} */
const cleanups = new WeakMap();

/**
 * Does something at the end of a test, before all that was to be done then already: a page
 * goes before its server, and does not see it go. With t.after, what began first goes first.
 * @param {import('node:test').TestContext} t
 * @param {() => unknown} clean may return a promise; when it fails, so does the test, and the others are done all the same
 */
export function cleanup(t, clean) {
  if (!cleanups.has(t)) {
    cleanups.set(t, []);
    t.after(() => runAll(cleanups.get(t)));
  }
  cleanups.get(t).push(clean);
}

async function runAll(rest) {
  const faults = [];
  while (rest.length > 0) {
    try {
      await rest.pop()();
    } catch (fault) {
      faults.push(fault);
    }
  }
  if (faults.length === 1) throw faults[0];
  if (faults.length > 1) throw new AggregateError(faults, faults.map(({ message }) => message).join('\n'));
}
