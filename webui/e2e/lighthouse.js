// What the page costs: bytes, and Lighthouse's judgement of it on a phone with a slow line.
// It runs alone, after the tests: Lighthouse also feels what else the machine does.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { cleanup } from './cleanup.js';
import { numbered, write } from './load.js';
import { enter } from './guest.js';
import { open } from './server.js';

const PROGRAM = fileURLToPath(new URL('node_modules/lighthouse/cli/index.js', import.meta.url));
const FLAGS = ['--output=json', '--quiet', '--no-enable-error-reporting', '--chrome-flags=--headless=new --no-sandbox --disable-gpu'];

const TIMES = ['first-contentful-paint', 'largest-contentful-paint', 'total-blocking-time', 'cumulative-layout-shift'];

/** What a first visit may cost on the wire, all told. */
const FEW_BYTES = 40_000;

/**
 * The best of so many runs counts, and one that is good is enough. The
 * performance of the page is 100 on a machine with nothing else to do; Lighthouse
 * takes four times what the processor took, so that a busy one costs some points,
 * and fails no test: 90 is the least that it calls good.
 */
const RUNS = 3;
const GOOD = 90;

test('Lighthouse finds nothing to mend in a room of 100 messages', async t => {
  const house = await open(t, '--flood', 'off');
  await write(house, numbered('some words that somebody wrote, and **marked** a few of them: `number`', 100));
  let best = await judge(house.url);
  for (let run = 1; run < RUNS && best.points.performance < GOOD; run++) best = better(best, await judge(house.url));
  const { performance, ...others } = best.points;
  t.diagnostic(`performance ${performance}, ${best.times}`);
  assert.deepEqual(others, { accessibility: 100, 'best-practices': 100, seo: 100 });
  assert.ok(performance >= GOOD, `performance ${performance}`);
});

test('a first visit costs few bytes', async t => {
  const house = await open(t);
  const ann = await enter(t, house);
  const fresh = await ann.page.context().browser().newPage({ serviceWorkers: 'allow' });
  cleanup(t, () => fresh.context().close());
  const devtools = await fresh.context().newCDPSession(fresh);
  await devtools.send('Network.enable');
  let bytes = 0;
  devtools.on('Network.loadingFinished', ({ encodedDataLength }) => { bytes += encodedDataLength; });
  await fresh.goto(house.url);
  await fresh.locator('#log[aria-live=polite]').waitFor();
  await fresh.evaluate(() => navigator.serviceWorker.ready);
  t.diagnostic(`${bytes} bytes`);
  assert.ok(bytes < FEW_BYTES, `${bytes} bytes`);
});

/** @returns {Promise<{points: Record<string, number>, times: string}>} points by category, and the times on a slow line */
async function judge(url) {
  const env = { ...process.env, CHROME_PATH: process.env.CHROMIUM ?? '/usr/bin/chromium' };
  const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, url, ...FLAGS], { env, maxBuffer: 1 << 28 });
  const { categories, audits, runtimeError } = JSON.parse(stdout);
  assert.equal(runtimeError, undefined);
  return {
    points: Object.fromEntries(Object.values(categories).map(({ id, score }) => [id, Math.round(score * 100)])),
    times: TIMES.map(id => `${audits[id].title} ${audits[id].displayValue}`).join(', '),
  };
}

function better(one, other) {
  return one.points.performance > other.points.performance ? one : other;
}
