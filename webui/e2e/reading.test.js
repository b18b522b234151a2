// Reading: the window on an endless history, the place in it, and what came meanwhile.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { numbered, write } from './load.js';
import { enter } from './guest.js';
import { peer } from './peer.js';
import { open } from './server.js';

test('1000 messages are scrolled through in a window, and come in order', async t => {
  const house = await open(t, '--flood', 'off');
  const lines = [...await write(house, numbered('line', 999)), 'from the end'];
  const ann = await enter(t, house, { viewport: { width: 800, height: 1600 } }); // high, for fewer steps
  await ann.says('from the end');

  const up = await scrollThrough(ann, 'up');
  assert.ok(up.most < 800, `${up.most} elements`);
  assert.deepEqual(up.texts, [...lines].reverse());
  assert.ok(await ann.page.locator('#previous').isHidden());

  const down = await scrollThrough(ann, 'down');
  assert.ok(down.most < 800, `${down.most} elements`);
  assert.deepEqual(down.texts, lines);
  await ann.says('once more');
  await ann.sees('once more');
  assert.deepEqual((await ann.texts()).slice(-2), [lines.at(-1), 'once more']);
});

test('messages that load, and those that are cut at the far side, leave what is in sight where it is', async t => {
  const house = await open(t, '--flood', 'off');
  const lines = await write(house, numbered('line', 1000));
  const ann = await enter(t, house);
  for (let first = 800; first >= 300; first -= 100) {
    assert.equal(await shift(ann, 0, lines[first]), 0);
  }
  const texts = await ann.texts();
  assert.ok(texts.length <= 600 && texts.at(-1) !== lines.at(-1), `${texts.length} messages to ${texts.at(-1)}`);
  assert.equal(await shift(ann, 1e6, lines[lines.indexOf(texts.at(-1)) + 100]), 0);
});

test('the pill counts what came below, and leads there', async t => {
  const house = await open(t, '--flood', 'off');
  const [ann, bob] = await Promise.all([enter(t, house), peer(t, house)]);
  await write(house, numbered('line', 100));
  await ann.sees(/^line 100$/);
  const pill = ann.page.locator('#new');
  assert.ok(await pill.isHidden());
  await ann.scrollsTo(0);
  await bob.says('one', 'two', 'three');
  await pill.filter({ hasText: /^3 new$/ }).waitFor();
  assert.equal(await ann.page.locator('#log').evaluate(box => box.scrollTop), 0);
  await pill.click();
  await pill.waitFor({ state: 'hidden' });
  await ann.message('three').waitFor();
  assert.ok(await fromEnd(ann) < 1);

  await ann.scrollsTo(0);
  await bob.says('four');
  await pill.filter({ hasText: /^1 new$/ }).waitFor();
  await ann.says('my own leads to the end, too');
  await pill.waitFor({ state: 'hidden' });
  assert.ok(await fromEnd(ann) < 1);
});

test('a reader far up keeps the place while 700 come, and gets to the end at once', async t => {
  const house = await open(t, '--flood', 'off');
  const ann = await enter(t, house);
  await write(house, numbered('line', 50));
  await ann.sees(/^line 50$/);
  await ann.scrollsTo(0);
  const lines = await write(house, numbered('later', 700));
  await ann.page.locator('#new', { hasText: /^700 new$/ }).waitFor();
  assert.equal(await ann.page.locator('#log').evaluate(box => box.scrollTop), 0);
  assert.ok((await ann.texts()).length <= 600);
  await ann.page.click('#new');
  await ann.message(lines.at(-1)).waitFor();
  await ann.page.locator('#new').waitFor({ state: 'hidden' });
  assert.deepEqual((await ann.texts()).slice(-50), lines.slice(-50));
  assert.ok(await fromEnd(ann) < 1);
});

test('a burst of 700 messages leaves the newest of them, in order', async t => {
  const house = await open(t, '--flood', 'off');
  const ann = await enter(t, house);
  const lines = await write(house, numbered('burst', 700));
  await ann.sees(lines.at(-1));
  const shown = await ann.texts();
  assert.ok(shown.length <= 600, `${shown.length} messages`);
  assert.deepEqual(shown, lines.slice(-shown.length));
});

test('who comes and goes is one line, for those who want it', async t => {
  const house = await open(t);
  const ann = await enter(t, house);
  const bob = await peer(t, house);
  await ann.hears(({ type, joined }) => type === 'presence' && joined?.includes(bob.name));
  await ann.says('after bob came'); // the page has got to this
  const line = ann.page.locator('#log .presence');
  assert.equal(await line.count(), 0);

  await ann.page.check('[name=joins]');
  const cy = await peer(t, house);
  await line.filter({ hasText: new RegExp(`^${cy.name} came$`) }).waitFor();
  const dan = await peer(t, house);
  await line.filter({ hasText: new RegExp(`^${cy.name}, ${dan.name} came$`) }).waitFor();
  assert.equal(await line.count(), 1);
  assert.equal(await line.getAttribute('aria-live'), 'off');
  await ann.page.reload();
  await ann.here();
  assert.ok(await ann.page.isChecked('[name=joins]'));
});

test('who is ignored is not seen, and is seen again', async t => {
  const house = await open(t);
  const [ann, bob] = await Promise.all([enter(t, house), peer(t, house)]);
  await bob.says('before');
  await ann.says(`/ignore ${bob.name}`);
  await ann.message('before').locator('.text').waitFor({ state: 'hidden' });
  await bob.says('meanwhile');
  await ann.says('mine');
  assert.ok(await ann.message('meanwhile').locator('.text').isHidden());
  await ann.page.reload();
  await ann.here();
  assert.ok(await ann.message('before').locator('.text').isHidden());
  assert.ok(await ann.message('mine').locator('.text').isVisible());
  await ann.enters(`/unignore ${bob.name}`);
  await ann.sees('before', 'meanwhile');
});

test('messages and bars stand by number, each number once, whatever comes in whatever order (B4)', async t => {
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

/** Scrolls a screen at a time to one end of the history. */
function scrollThrough(guest, way) {
  return guest.page.evaluate(async way => {
    const box = document.querySelector('#log'), button = document.querySelector('#previous');
    const texts = new Map();
    let most = 0, still = 0, before = '';
    while (still < 20) {
      const rows = [...box.querySelectorAll('[data-seq]')];
      most = Math.max(most, rows.length);
      const held = `${rows.length} from ${rows[0]?.dataset.seq}`;
      if (held !== before) for (const row of rows) texts.set(Number(row.dataset.seq), row.querySelector('.text').textContent);
      before = held;
      const place = box.scrollTop;
      box.scrollTop += (way === 'up' ? -1 : 1) * box.clientHeight;
      await new Promise(requestAnimationFrame);
      const busy = button.ariaBusy || (way === 'up' && !button.hidden);
      still = box.scrollTop === place && !busy ? still + 1 : 0;
    }
    const order = [...texts.keys()].sort((a, b) => way === 'up' ? b - a : a - b);
    return { most, texts: order.map(seq => texts.get(seq)) };
  }, way);
}

/** How far the first message in sight moves, in px, while the log is scrolled and that makes another appear. */
async function shift(guest, place, text) {
  const before = await guest.page.evaluate(place => {
    const log = document.querySelector('#log');
    log.scrollTop = place;
    const { top } = log.getBoundingClientRect();
    window.first = [...log.querySelectorAll('[data-seq]')].find(row => row.getBoundingClientRect().bottom > top);
    return window.first.getBoundingClientRect().bottom;
  }, place);
  await guest.message(new RegExp(`^${text}$`)).waitFor({ state: 'attached' });
  await guest.page.evaluate(() => new Promise(requestAnimationFrame));
  return await guest.page.evaluate(() => window.first.getBoundingClientRect().bottom) - before;
}

function fromEnd(guest) {
  return guest.page.locator('#log').evaluate(box => box.scrollHeight - box.scrollTop - box.clientHeight);
}
