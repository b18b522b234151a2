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

/** How far what is shown may move by itself: what Lighthouse calls good. */
const STILL = 0.1;

test('Lighthouse finds nothing to mend in a room of 100 messages', async t => {
  const house = await open(t, '--flood', 'off');
  await write(house, numbered('some words that somebody wrote, and **marked** a few of them: `number`', 100));
  const { points: { performance, ...others }, times, shift } = await judge(house.url);
  t.diagnostic(`performance ${performance}, ${times}`); // the machine's, too: a figure, and no test
  assert.deepEqual(others, { accessibility: 100, 'best-practices': 100, seo: 100 });
  assert.ok(shift < STILL, `a layout shift of ${shift}`);
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

/** @returns {Promise<{points: Record<string, number>, times: string, shift: number}>} points by category, and the times on a slow line */
async function judge(url) {
  const env = { ...process.env, CHROME_PATH: process.env.CHROMIUM ?? '/usr/bin/chromium' };
  const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, url, ...FLAGS], { env, maxBuffer: 1 << 28 });
  const { categories, audits, runtimeError } = JSON.parse(stdout);
  assert.equal(runtimeError, undefined);
  return {
    points: Object.fromEntries(Object.values(categories).map(({ id, score }) => [id, Math.round(score * 100)])),
    times: TIMES.map(id => `${audits[id].title} ${audits[id].displayValue}`).join(', '),
    shift: audits['cumulative-layout-shift'].numericValue,
  };
}
