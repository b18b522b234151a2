// The order of the log in the page, whatever comes in whatever order (B4).

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enter } from './guest.js';
import { open } from './server.js';

test('messages and bars stand by number, each number once', async t => {
  const ann = await enter(t, await open(t));
  await ann.lendsModules();
  const got = await ann.page.evaluate(async () => {
    const { Log } = await import(new URL('source/log/log.js', location.href));
    const { drawMessage } = await import(new URL('source/log/message.js', location.href));
    const { gapRow } = await import(new URL('source/log/rows.js', location.href));
    const list = document.createElement('ol');
    const log = new Log(list, (row, message) => drawMessage(row, message, ''));
    const add = seq => log.add({ seq, at: 0, who: 'p1', name: 'ann', via: 'web', text: `number ${seq}` });
    for (const seq of [5, 6, 5]) add(seq);
    const bar = gapRow();
    Object.assign(bar.dataset, { from: 7, to: 18 });
    log.addBar(bar);
    for (const seq of [20, 19, 2, 20, 3]) add(seq);
    bar.dataset.from = 8;
    add(7);
    bar.dataset.to = 17;
    add(18);
    return [...list.children].map(row => row.dataset.seq ?? 'bar').join(' ');
  });
  assert.equal(got, '2 3 5 6 7 bar 18 19 20');
});
