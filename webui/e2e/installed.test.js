// The page where browsers let it have a service worker: opened with no connection, and of today with one.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enter } from './guest.js';
import { becomes } from './patience.js';
import { peer } from './peer.js';
import { open } from './server.js';

const WORKER = { serviceWorkers: 'allow' };

test('a page opened while the server is down shows the last messages, and keeps what is written', async t => {
  const house = await open(t);
  const [ann, bob] = await Promise.all([enter(t, house, WORKER), peer(t, house)]);
  const { seq } = await bob.says('hello', 'taken back');
  await bob.asks({ type: 'delete', seq });
  await ann.sees('message deleted');
  await ann.says('my own');
  await kept(ann, 'my own');
  await house.kill();
  await ann.page.reload();
  await ann.sees('hello', 'my own');
  assert.deepEqual(await ann.texts(), ['hello', 'message deleted', 'my own']);
  assert.equal(await ann.page.getAttribute('#log', 'aria-live'), 'off');
  await ann.enters('written offline');
  assert.deepEqual(await ann.waiting(), ['written offline']);
  await ann.page.reload();
  await ann.sees('my own');
  assert.deepEqual(await ann.waiting(), ['written offline']);

  await house.start();
  await ann.reconnects();
  await ann.sent();
  assert.deepEqual(await ann.texts(), ['hello', 'message deleted', 'my own', 'written offline']);
});

test('with a connection, the page is always that of today', async t => {
  const house = await open(t);
  const ann = await enter(t, house, WORKER);
  await ann.says('hello');
  await kept(ann, 'hello');
  await house.stop();
  house.calls('Another title');
  await house.start();
  await ann.page.reload();
  await ann.here();
  assert.equal(await ann.page.textContent('h1'), 'Another title');
  const today = await ann.page.getAttribute('[rel=stylesheet]', 'href');
  await becomes(() => ann.page.evaluate(async () => { // the worker sees to that behind the page
    const [name] = await caches.keys();
    const keys = await (await caches.open(name)).keys();
    return [...new Set(keys.map(({ url }) => url.match(/assets\/(\w+)/)?.[1]).filter(Boolean))];
  }), [today.match(/assets\/(\w+)/)[1]]);
});

/** Waits until the worker is in charge, and the browser has kept a message. */
async function kept(guest, text) {
  await guest.page.evaluate(() => navigator.serviceWorker.ready);
  await guest.page.evaluate(async text => {
    for (;;) {
      const kept = await caches.match(new URL('keepsake', location.href));
      if ((await kept?.text())?.includes(text)) return;
      await new Promise(requestAnimationFrame);
    }
  }, text);
  await guest.page.reload(); // this time through the worker, with all that is loaded later
  await guest.here();
}
