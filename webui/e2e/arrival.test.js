// Coming back: what is new, up to where it was read, and where the page opens.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { numbered, write } from './load.js';
import { enter } from './guest.js';
import { peer } from './peer.js';
import { open } from './server.js';

test('the line "new" stands above what is unread, over tabs and a restart, until Esc', async t => {
  const house = await open(t);
  const [ann, bob] = await Promise.all([enter(t, house), peer(t, house)]);
  await bob.says('read');
  await ann.sees('read');
  assert.equal(await ann.page.locator('#divider').count(), 0);
  await ann.hasRead();
  await ann.page.close();
  await bob.says('unread one', 'unread two');
  await house.stop();
  await house.start();

  await ann.comes();
  assert.equal(await below(ann), 'unread one');
  assert.ok(await atEnd(ann));
  await ann.hasRead();
  const tab = await ann.secondTab();
  assert.equal(await tab.page.locator('#divider').count(), 0);
  await ann.page.press('#composer', 'Escape');
  assert.equal(await ann.page.locator('#divider').count(), 0);
});

test('more than a screen unread: the page opens there, and says how much it is', async t => {
  const house = await open(t, '--flood', 'off');
  const [ann, bob] = await Promise.all([enter(t, house), peer(t, house)]);
  await ann.renames('ann');
  await bob.says('read');
  await ann.sees('read');
  await ann.hasRead();
  await ann.page.close();
  const lines = await write(house, numbered('line', 80));
  await bob.says('for @ann');

  await ann.comes();
  assert.equal(await below(ann), lines[0]);
  assert.match(await ann.page.textContent('#log .since'), /^since today \d\d:\d\d: 81 messages, 1 for you$/);
  assert.ok(await ann.page.locator('#divider').evaluate(line => line.getBoundingClientRect().top < innerHeight / 2));
  assert.ok(!await atEnd(ann));
});

test('far more unread than a page: it opens there all the same', async t => {
  const house = await open(t, '--flood', 'off');
  const [ann, bob] = await Promise.all([enter(t, house), peer(t, house)]);
  const name = await ann.name();
  await bob.says('read');
  await ann.sees('read');
  await ann.hasRead();
  await ann.page.close();
  const lines = await write(house, [...numbered(`for ${name}`, 2), ...numbered('line', 300)]);
  await ann.comes();
  await ann.page.locator('#divider').waitFor();
  assert.equal(await below(ann), lines[0]);
  assert.match(await ann.page.locator('#log .since').textContent(), /^since today \d\d:\d\d: 302 messages, 2 for you$/);
  const { read } = ann.heard.findLast(({ type }) => type === 'welcome');
  await ann.said(({ type, seq }) => type === 'read' && seq > read);
  await ann.page.close();
  lines.push(...await write(house, [`${name}!`, ...numbered('more', 700)]));
  await ann.comes();
  assert.match(await ann.page.locator('#log .since').textContent(), /: 9\d\d messages, at least \d for you$/);
  await ann.says('to the end');
  await ann.sees('to the end');
  assert.deepEqual((await ann.texts()).slice(-2), [lines.at(-1), 'to the end']);
});

test('what comes while nobody looks is new when somebody does', async t => {
  const house = await open(t);
  const [ann, bob] = await Promise.all([enter(t, house), peer(t, house)]);
  await bob.says('seen');
  await ann.sees('seen');
  await ann.hasRead();
  await ann.page.evaluate(() => {
    document.hasFocus = () => false;
    dispatchEvent(new Event('blur'));
  });
  await bob.says('not seen');
  await ann.sees('not seen');
  assert.equal(await ann.page.locator('#divider').count(), 0);
  await ann.page.evaluate(() => {
    delete document.hasFocus;
    dispatchEvent(new Event('focus'));
  });
  assert.equal(await below(ann), 'not seen');
});

/** The text of the message below the line "new". */
function below(guest) {
  return guest.page.locator('#divider + [data-seq] .text').textContent();
}

function atEnd(guest) {
  return guest.page.locator('#log').evaluate(box => box.scrollHeight - box.scrollTop - box.clientHeight < 1);
}
