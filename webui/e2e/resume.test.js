// Breaks of all kinds: what was written comes through once and in order, and
// what was missed is caught up with, no more and no less.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lay } from './network.js';
import { numbered, write } from './load.js';
import { enter } from './guest.js';
import { peer } from './peer.js';
import { open } from './server.js';

test('messages typed during a break arrive once, in order, and at the pace of the room', async t => {
  const house = await open(t, '--flood', '4/1s');
  const cable = await lay(t, house);
  const [ann, bob] = await Promise.all([enter(t, cable), peer(t, house)]);
  await ann.says('before');

  cable.cut();
  await ann.away();
  const lines = numbered('offline', 10);
  for (const line of lines) await ann.enters(line);
  await ann.page.fill('#composer', 'a draft');
  assert.deepEqual(await ann.waiting(), lines);
  await ann.page.locator('#status', { hasText: 'reconnecting…' }).waitFor();

  cable.mend();
  await ann.reconnects();
  await bob.sees('offline 10');
  await ann.sent();
  for (const guest of [ann, bob]) assert.deepEqual(await guest.texts(), ['before', ...lines]);
  assert.equal(await ann.page.inputValue('#composer'), 'a draft');
  assert.equal(await ann.page.textContent('#status'), '');
  assert.deepEqual(ann.heard.filter(({ type }) => type === 'error'), []);
});

test('what a closed tab left behind is sent by the next one', async t => {
  const house = await open(t);
  const cable = await lay(t, house);
  const ann = await enter(t, cable);
  const name = await ann.name();
  cable.cut();
  await ann.away();
  for (const line of ['one', 'two']) await ann.enters(line);
  await ann.page.fill('#composer', 'a draft');
  await ann.page.close();

  cable.mend();
  await ann.comes();
  await ann.sees('two');
  await ann.sent();
  assert.deepEqual(await ann.texts(), ['one', 'two']);
  assert.equal(await ann.name(), name);
  assert.equal(await ann.page.inputValue('#composer'), 'a draft');
});

test('what a tab could not send before it was closed, another sends when it is looked at', async t => {
  const house = await open(t);
  const [ann, bob] = await Promise.all([enter(t, house), peer(t, house)]);
  const tab = await ann.secondTab();
  await ann.page.evaluate(() => { WebSocket.prototype.send = () => {}; });
  for (const line of ['stuck', 'and this']) await ann.enters(line);
  await tab.page.locator('[data-state=waiting]', { hasText: 'and this' }).waitFor();
  await ann.page.close();
  assert.deepEqual(await tab.waiting(), ['stuck', 'and this']);
  await tab.page.evaluate(() => dispatchEvent(new Event('focus')));
  await tab.sent();
  await bob.sees('and this');
  for (const guest of [tab, bob]) assert.deepEqual(await guest.texts(), ['stuck', 'and this']);
});

test('a message whose answer was lost is not sent twice', async t => {
  const house = await open(t);
  const cable = await lay(t, house);
  const [ann, bob] = await Promise.all([enter(t, cable), peer(t, house)]);
  cable.deafen();
  await ann.enters('heard once');
  await bob.sees('heard once');
  assert.deepEqual(await ann.waiting(), ['heard once']);
  cable.cut();
  await ann.away();
  cable.mend();
  await ann.reconnects();
  await ann.sent();
  await ann.says('and then');
  await bob.sees('and then');
  for (const guest of [ann, bob]) assert.deepEqual(await guest.texts(), ['heard once', 'and then']);
});

test('a connection that says nothing is given up when the page is looked at again', async t => {
  const house = await open(t);
  const cable = await lay(t, house);
  const ann = await enter(t, cable);
  cable.deafen();
  await ann.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await ann.away();
  cable.mend();
  await ann.reconnects();
  await ann.says('here again');
});

test('kill -9 and a new start: nothing is lost, and nothing twice', async t => {
  const house = await open(t);
  const [ann, bob] = await Promise.all([enter(t, house), enter(t, house)]);
  await ann.renames('ann');
  await ann.says('before');
  await house.kill();
  await Promise.all([ann.away(), bob.away()]);
  const lines = numbered('meanwhile', 3);
  for (const line of lines) await ann.enters(line);

  await house.start();
  await Promise.all([ann.reconnects(), bob.reconnects()]);
  await bob.sees('meanwhile 3');
  await ann.sent();
  for (const guest of [ann, bob]) assert.deepEqual(await guest.texts(), ['before', ...lines]);
  await ann.isCalled('ann');
});

test('a planned stop: the page comes back by itself', async t => {
  const house = await open(t);
  const ann = await enter(t, house);
  await ann.says('before');
  await house.stop();
  await ann.away();
  await house.start();
  await ann.here();
  await ann.says('after');
  assert.deepEqual(await ann.texts(), ['before', 'after']);
});

test('50 missed messages come, and those only', async t => {
  const house = await open(t, '--flood', 'off');
  const cable = await lay(t, house);
  const ann = await enter(t, cable);
  const seen = await write(house, numbered('seen', 20));
  await ann.sees('seen 20');
  cable.cut();
  await ann.away();
  const missed = await write(house, numbered('missed', 50));

  const before = ann.heard.length;
  cable.mend();
  await ann.reconnects();
  assert.deepEqual(messages(ann.heard.slice(before)), missed);
  assert.deepEqual(await ann.texts(), [...seen, ...missed]);
  assert.equal(await ann.page.locator('.gap').count(), 0);
});

for (const { why, open: stays, killed } of [
  { why: 'the tab stays open', open: true, killed: false },
  { why: 'the tab is closed and opened again', open: false, killed: false },
  { why: 'the server is killed and started again, the tab open', open: true, killed: true },
  { why: 'the server is killed and started again, the tab closed', open: false, killed: true },
]) {
  test(`offline while others write 200, and three of one's own: all once, in order; ${why}`, async t => {
    const house = await open(t, '--flood', 'off');
    const cable = await lay(t, house);
    const ann = await enter(t, cable);
    await ann.page.context().setOffline(true);
    cable.cut(); // the browser's own word does not end sockets that are open
    await ann.away();
    const others = await write(house, numbered('other', 100));
    for (const line of ['mine 1', 'mine 2']) await ann.enters(line);
    others.push(...await write(house, numbered('another', 100)));
    await ann.enters('mine 3');
    await nothingInTheWay(ann);
    if (!stays) await ann.page.close();
    if (killed) {
      await house.kill();
      await house.start();
    }

    await ann.page.context().setOffline(false);
    cable.mend();
    if (stays) await ann.reconnects();
    else await ann.comes();
    await ann.sees('mine 3');
    await ann.sent();
    await nothingInTheWay(ann);
    await ann.page.locator('#log').evaluate(box => { box.scrollTop = 0; }); // a page that is new has the newest
    await ann.page.waitForFunction(() => document.querySelectorAll('#log .messages [data-seq]').length >= 203);
    const all = [...others, 'mine 1', 'mine 2', 'mine 3'];
    assert.deepEqual(await ann.texts(), all);
    assert.deepEqual(await (await peer(t, house)).history(), all);
  });
}

test('1200 missed messages leave a gap that loads from either end', async t => {
  const house = await open(t, '--flood', 'off');
  const cable = await lay(t, house);
  const ann = await enter(t, cable);
  const seen = await write(house, numbered('seen', 60));
  await ann.sees('seen 60');
  cable.cut();
  await ann.away();
  const missed = await write(house, numbered('missed', 1200));

  const before = ann.heard.length;
  cable.mend();
  await ann.reconnects();
  assert.deepEqual(messages(ann.heard.slice(before)), missed.slice(-100));
  assert.deepEqual(await ann.texts(), [...seen, ...missed.slice(-100)]);

  const gap = ann.page.locator('.gap');
  assert.equal((await gap.textContent()).trim(), '1,100 messages between');
  await above(ann, gap);
  await gap.click();
  await ann.page.locator('.gap', { hasText: '1,000' }).waitFor();
  await below(ann, gap);
  await gap.click();
  await ann.page.locator('.gap', { hasText: '900' }).waitFor();
  assert.deepEqual(await ann.texts(), [...seen, ...missed.slice(0, 100), ...missed.slice(-200)]);
});

test('510 missed messages: the gap closes', async t => {
  const house = await open(t, '--flood', 'off');
  const cable = await lay(t, house);
  const ann = await enter(t, cable);
  const seen = await write(house, numbered('seen', 10));
  await ann.sees('seen 10');
  cable.cut();
  await ann.away();
  const missed = await write(house, numbered('missed', 510));
  cable.mend();
  await ann.reconnects();
  const gap = ann.page.locator('.gap');
  for (let left = 310; left > 0; left -= 100) {
    await gap.click();
    await gap.filter({ hasText: new RegExp(`^\\s*${left} `) }).waitFor(); // 110 holds 10, too
  }
  await gap.click();
  await gap.waitFor({ state: 'detached' });
  assert.deepEqual(await ann.texts(), [...seen, ...missed]);
});

test('another store: the page begins afresh, and keeps draft and outbox', async t => {
  const house = await open(t);
  const ann = await enter(t, house);
  await ann.says('in the old store');
  await house.kill();
  await ann.away();
  await ann.enters('for the new one');
  await ann.page.fill('#composer', 'a draft');

  house.startOver();
  await house.start();
  await ann.reconnects();
  await ann.sees('for the new one');
  assert.deepEqual(await ann.texts(), ['for the new one']);
  assert.equal(await ann.page.inputValue('#composer'), 'a draft');
});

/** No modal, no veil: the field is what a click on it meets, and it takes what is typed (B7). */
async function nothingInTheWay(guest) {
  assert.equal(await guest.page.locator('dialog[open], [role=dialog], [role=alertdialog], [aria-modal], [inert]').count(), 0);
  assert.ok(await guest.page.locator('#composer').evaluate(field => {
    const { x, y, width, height } = field.getBoundingClientRect();
    return document.elementFromPoint(x + width / 2, y + height / 2) === field && !field.disabled && !field.readOnly;
  }));
}

/** The texts of the messages among objects. */
function messages(objects) {
  return objects.filter(({ type }) => type === 'message').map(({ text }) => text);
}

/** Scrolls so that the bar is at the end of what is in sight: read from above. */
async function above(guest, gap) {
  await gap.evaluate(bar => bar.scrollIntoView({ block: 'end' }));
}

/** Scrolls so that the bar begins what is in sight: read from below. */
async function below(guest, gap) {
  await gap.evaluate(bar => bar.scrollIntoView({ block: 'start' }));
}
