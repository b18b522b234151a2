// What admins do, as the pages that are open show it (B39).

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enter } from './guest.js';
import { open } from './server.js';

test('the topic stands under the title with its links, and lasts a reload', async t => {
  const house = await open(t);
  const [ann, bob] = [await enter(t, house), await enter(t, house)];
  await ann.renames(house.secret);
  await ann.isCalled('admin');
  await ann.says('/topic tea at http://127.0.0.1:1/tea');
  const link = bob.page.locator('#topic a', { hasText: 'http://127.0.0.1:1/tea' });
  await link.waitFor();
  await bob.page.reload();
  await link.waitFor();
  await ann.says('/topic off');
  await bob.page.locator('#topic').waitFor({ state: 'hidden' });
});

test('a purge takes the messages from open pages, and a mute is told beside the text that is kept', async t => {
  const house = await open(t);
  const [ann, bob] = [await enter(t, house), await enter(t, house)];
  await ann.renames(house.secret);
  await ann.isCalled('admin');
  await bob.renames('bob');
  await bob.isCalled('bob');
  await bob.says('one');
  await bob.says('two');
  await ann.page.locator('#log [data-seq]', { hasText: 'two' }).waitFor();
  await ann.says('/purge bob');
  for (const { page } of [ann, bob]) {
    await page.locator('#log [data-seq]', { hasText: 'message deleted' }).nth(1).waitFor();
    assert.equal(await page.locator('#log [data-seq]', { hasText: /^(one|two)$/ }).count(), 0);
  }
  await ann.says('/mute bob 5m hush');
  await bob.page.locator('#standing', { hasText: 'You are muted by admin: hush' }).waitFor();
  await bob.page.fill('#composer', 'three');
  await bob.page.press('#composer', 'Enter');
  await bob.page.locator('[data-state=refused]', { hasText: 'three' }).waitFor();
  await ann.says('/undo');
  await bob.page.locator('#standing').waitFor({ state: 'hidden' });
});
