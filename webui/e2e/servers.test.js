// A server of a room ends, and its people go on at another one.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enter } from './guest.js';
import { lay } from './network.js';
import { peer } from './peer.js';
import { openServers } from './servers.js';

test('whoever was at a server that ends goes on at another, and misses nothing', async t => {
  const [first, second] = await openServers(t, 2);
  // A proxy that asks the other server when one does not answer.
  const pair = { web: first.web };
  const cable = await lay(t, pair);
  const [ann, bob] = await Promise.all([enter(t, cable), peer(t, second)]);
  await ann.says('from the first');
  await bob.sees('from the first');
  await ann.page.evaluate(() => { window.sameAsEver = true; });
  const expected = ['from the first'];

  for (const [way, end] of [['killed', () => first.kill()], ['stopped', () => first.stop()]]) {
    pair.web = second.web;
    const began = performance.now();
    const ended = end();
    const line = `written while it is ${way}`;
    await ann.enters(line);
    const news = `said when it was ${way}`;
    await bob.says(news);
    await ann.sees(news);
    const read = performance.now() - began;
    await bob.sees(line);
    await ann.sent();
    t.diagnostic(`${way}: read elsewhere after ${Math.round(read)} ms, the outbox is sent after ${Math.round(performance.now() - began)} ms`);
    await ended;
    const texts = bob.texts();
    assert.deepEqual(texts.toSorted(), [...expected, line, news].toSorted());
    assert.deepEqual(await ann.texts(), texts);
    assert.equal(await ann.page.evaluate(() => window.sameAsEver), true);
    expected.push(line, news);

    await first.start(); // and back
    pair.web = first.web;
    cable.cut();
    await ann.away();
    cable.mend();
    await ann.reconnects();
  }
});
