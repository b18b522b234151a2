// What admins have decided, as those see it whom it concerns (B39).

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Retries } from '../static/connection/retry.js';
import { admin, PHONE, ruler } from './admin.js';
import { enter, visitor } from './guest.js';
import { open } from './server.js';

test('the topic stands under the title with its links, lasts a reload, and needs no script', async t => {
  const house = await open(t);
  const [ann, bob] = [await ruler(t, house), await enter(t, house)];
  await ann.says('/topic *tea* <b> at http://127.0.0.1:1/tea');
  const link = bob.page.locator('#topic a', { hasText: 'http://127.0.0.1:1/tea' });
  await link.waitFor();
  await bob.page.reload();
  await link.waitFor();
  const plain = await visitor(t, house, { javaScriptEnabled: false });
  assert.equal(await plain.locator('#topic').innerText(), 'tea <b> at http://127.0.0.1:1/tea');
  assert.equal(await plain.locator('#topic a').getAttribute('href'), 'http://127.0.0.1:1/tea');
  await ann.says('/topic off');
  await bob.page.locator('#topic').waitFor({ state: 'hidden' });
  await plain.reload();
  assert.ok(await plain.locator('#topic').isHidden());
});

test('a purge takes the messages from open pages', async t => {
  const house = await open(t);
  const [ann, bob] = [await ruler(t, house), await enter(t, house)];
  await bob.renames('bob');
  await bob.isCalled('bob');
  await bob.says('one', 'two');
  await ann.sees('two');
  await ann.says('/purge bob');
  await bob.message('message deleted').nth(1).waitFor();
  assert.deepEqual(await bob.texts(), ['message deleted', 'message deleted']);
});

for (const [layout, options] of [['wide', {}], ['phone', PHONE]]) {
  test(`who is muted is told by whom, why and until when, and the text waits in the field, ${layout}`, async t => {
    const house = await open(t);
    const [ann, bob] = [await ruler(t, house), await enter(t, house, options)];
    const { page } = bob, standing = page.locator('#standing');
    await bob.renames('bob');
    await bob.isCalled('bob');
    await page.fill('#composer', 'a draft');
    await ann.says('/mute bob 5m hush');
    await standing.filter({ hasText: /^You are muted by admin: hush\. You can read, and write again at \d\d:\d\d\./ }).waitFor();
    await standing.locator('.left', { hasText: /^4:\d\d$/ }).waitFor(); // it has begun to count
    assert.ok(await isRightAbove(standing, page.locator('#composer')));
    await page.press('#composer', 'Enter');
    await page.click('#send');
    assert.equal(await page.inputValue('#composer'), 'a draft');
    assert.ok(!bob.told.some(({ type }) => type === 'say'));
    await bob.says('/ignore'); // which is no message
    await bob.isTold('you ignore nobody');

    await page.fill('#composer', 'a draft');
    await page.reload();
    await bob.here();
    await standing.filter({ hasText: 'You are muted by admin: hush' }).waitFor();
    assert.equal(await page.inputValue('#composer'), 'a draft');
    await ann.says('/undo');
    await standing.waitFor({ state: 'hidden' });
    await page.press('#composer', 'Enter');
    await ann.sees('a draft');
  });
}

test('what ends by itself ends on the page, too, and something else may hold then', async t => {
  const house = await open(t);
  const [ann, bob] = [await ruler(t, house), await enter(t, house)];
  const { page } = bob, standing = page.locator('#standing');
  await bob.renames('bob');
  await bob.isCalled('bob');
  await Promise.all([standing.filter({ hasText: 'You are muted by admin.' }).waitFor(), ann.says('/lock 5m', '/mute bob 4s')]);
  await standing.filter({ hasText: 'The room is locked by admin: who has not written before only reads.' }).waitFor();
  await page.fill('#composer', 'let me in');
  await page.press('#composer', 'Enter');
  assert.equal(await page.inputValue('#composer'), 'let me in');
  await ann.says('/lock 1s');
  await standing.waitFor({ state: 'hidden' });
  await page.press('#composer', 'Enter');
  await ann.sees('let me in');
});

test('the slow mode counts down to the next message, for all pages of the person, and holds no admin', async t => {
  const house = await open(t);
  const [ann, bob] = [await admin(t, house), await enter(t, house)];
  const other = await bob.secondTab();
  await ann.says('/slow 6s', 'one', 'two');
  await bob.sees('two');
  for (const { page } of [ann, bob, other]) {
    await page.locator('#standing', { hasText: 'Slow mode: one message in 6 s from each.' }).waitFor();
    assert.equal(await page.locator('#standing .left').textContent(), '');
  }
  const counts = [bob, other].map(({ page }) => page.locator('#standing .left', { hasText: /^[1-6] s$/ }).waitFor());
  await Promise.all([bob.says('mine'), ...counts]);
  await bob.page.fill('#composer', 'more');
  await bob.page.press('#composer', 'Enter');
  assert.equal(await bob.page.inputValue('#composer'), 'more');
  await bob.page.locator('#standing .left', { hasText: /^$/ }).waitFor({ state: 'attached' });
  await bob.page.press('#composer', 'Enter');
  await ann.sees('more');
  assert.equal(await ann.page.locator('#standing .left').textContent(), '');
});

test('who is banned is told why and until when, the draft stays, and the page comes back when it is over', async t => {
  const house = await open(t);
  const [ann, bob] = [await ruler(t, house), await enter(t, house, PHONE)];
  const { page } = bob, standing = page.locator('#standing');
  await bob.renames('bob');
  await bob.isCalled('bob');
  await bob.says('hello');
  await page.fill('#composer', 'a draft');
  const banned = standing.filter({ hasText: /^You are banned by admin: advertising\. You can come back at \d\d:\d\d\./ }).waitFor();
  await Promise.all([ann.says('/ban bob 8s advertising'), banned]);
  await page.press('#composer', 'Enter');
  assert.equal(await page.inputValue('#composer'), 'a draft');
  assert.equal(await page.textContent('#status'), '');
  await standing.waitFor({ state: 'hidden' });
  await bob.here();
  await page.press('#composer', 'Enter');
  await ann.sees('a draft');

  await ann.says('/ban bob forever');
  await standing.filter({ hasText: /^You are banned by admin\. That is for ever, unless an admin ends it\.\s*$/ }).waitFor();
  await ann.says('/undo');
  await bob.reconnects();
  await standing.waitFor({ state: 'hidden' });
});

test('who is banned for longer than a timer can wait asks now and then, and not at once', () => {
  for (const wait of [3_600_000, 30 * 86_400_000, Infinity]) assert.equal(new Retries().next(wait), 5 * 60_000);
  assert.equal(new Retries().next(9000), 9000);
});

test('who is sent out is told why, and Enter leads back', async t => {
  const house = await open(t);
  const [ann, bob] = [await ruler(t, house), await enter(t, house)];
  await bob.renames('bob');
  await bob.isCalled('bob');
  await ann.says('/kick bob cool down');
  await bob.page.locator('#standing', { hasText: /^You were sent out by admin: cool down\. Enter brings you back\.\s*$/ }).waitFor();
  assert.equal(await bob.page.textContent('#status'), '');
  await bob.enters('sorry');
  await ann.sees('sorry');
  await bob.page.locator('#standing').waitFor({ state: 'hidden' });
});

/** Whether something stands right above something else. */
async function isRightAbove(upper, lower) {
  const [above, under] = [await upper.boundingBox(), await lower.boundingBox()];
  const gap = under.y - above.y - above.height;
  return gap >= 0 && gap < 10 && above.x <= under.x;
}
