// Two doors, one room: what people say and do, and what the others see of it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lay } from './network.js';
import { LAN, enter } from './guest.js';
import { becomes } from './patience.js';
import { peer } from './peer.js';
import { open } from './server.js';
import { run, tail } from './ssh.js';

test('a message reaches another browser and ssh, and the other way round', async t => {
  const house = await open(t);
  const [ann, bob] = await Promise.all([enter(t, house), enter(t, house)]);
  const shows = tail(t, house);
  await ann.renames('ann');
  await ann.isCalled('ann');

  await ann.says('hello from the page\n\tin two lines');
  await bob.sees('hello from the page');
  const shown = await shows('hello from the page\n\tin two lines');
  assert.equal(shown.name, 'ann');
  assert.equal(shown.via, 'web');
  await looksLike(bob, shown);

  assert.equal(await run(house, 'sam', 'say', 'hello', 'from', 'ssh'), 0);
  const answer = await shows('hello from ssh');
  assert.equal(answer.name, 'sam');
  assert.equal(answer.via, 'ssh');
  for (const guest of [ann, bob]) {
    await guest.sees('hello from ssh');
    await looksLike(guest, answer);
  }
});

/** The page shows a message with its number, name, text and time. */
async function looksLike(guest, { seq, name, text, at }) {
  const row = guest.page.locator(`#log [data-seq="${seq}"]`);
  assert.equal(await row.locator('.name').textContent(), name);
  assert.equal(await row.locator('.text').textContent(), text);
  const time = row.locator('time');
  assert.equal(Date.parse(await time.getAttribute('datetime')), at);
  assert.match(await time.getAttribute('title'), /^today, \d\d:\d\d$/);
}

test('a rename happens in place, without another connection', async t => {
  const house = await open(t);
  const bob = await enter(t, house), ann = await enter(t, house);
  const before = await ann.name();
  assert.match(before, /^user\d+$/);
  await bob.hears(({ type, joined }) => type === 'presence' && joined.includes(before));

  await ann.renames('Änne');
  await ann.isCalled('Änne');
  await bob.isTold(`${before} is now Änne`);
  await bob.page.locator('#people', { hasText: 'Änne (web)' }).waitFor();
  assert.equal(ann.sockets, 1);

  await bob.renames('ÄNNE');
  await bob.isTold('is taken');
  assert.match(await bob.name(), /^ÄNNE\d$/);

  await ann.page.reload();
  await ann.here();
  await ann.isCalled('Änne');
});

test('Esc leaves the name as it was', async t => {
  const ann = await enter(t, await open(t));
  const before = await ann.name();
  await ann.page.click('#name');
  await ann.page.keyboard.type('nobody');
  await ann.page.keyboard.press('Escape');
  await ann.isCalled(before);
  assert.equal(await ann.page.locator('#name input').count(), 0);
});

test('commands are answered to the one who gave them', async t => {
  const house = await open(t);
  const [ann, bob] = await Promise.all([enter(t, house), enter(t, house)]);
  await ann.says('/help');
  await ann.isTold('/nick NAME');
  await ann.says('/me waves');
  await bob.page.locator('.action .text', { hasText: /^waves$/ }).waitFor();
  assert.equal(await bob.page.locator('.notice').count(), 0);
});

test('a refused message stays, to be changed or thrown away', async t => {
  const house = await open(t);
  const ann = await enter(t, house);
  const refused = ann.page.locator('[data-state=refused]');

  await ann.enters('/bogus');
  await refused.filter({ hasText: 'not sent: There is no such command' }).waitFor();
  await refused.getByText('edit').click();
  assert.equal(await ann.page.inputValue('#composer'), '/bogus');
  await ann.page.press('#composer', 'Home');
  await ann.page.keyboard.type('/');
  await ann.page.press('#composer', 'Enter');
  await ann.sees('/bogus');

  await ann.enters('x'.repeat(4001));
  await refused.filter({ hasText: 'at most 4000' }).waitFor();
  await ann.page.reload();
  await ann.here();
  await refused.getByText('retry').click();
  await refused.filter({ hasText: 'at most 4000' }).waitFor();
  await refused.getByText('discard').click();
  await refused.waitFor({ state: 'detached' });
  await ann.page.reload();
  await ann.here();
  assert.deepEqual(await ann.waiting(), []);
  assert.deepEqual(await ann.texts(), ['/bogus']);
});

test('who is too fast loses nothing', async t => {
  const house = await open(t, '--flood', '3/5s');
  const [ann, bob] = await Promise.all([enter(t, house), peer(t, house)]);
  const lines = ['one', 'two', 'three', 'four', 'five'];
  const held = [
    ann.page.locator('#flood', { hasText: /^Too fast: try again in \d s$/ }).waitFor(),
    ann.page.locator('[data-state=refused]', { hasText: 'four' }).waitFor(),
  ];
  await ann.page.evaluate(lines => {
    const field = document.querySelector('#composer');
    for (const line of lines) {
      field.value = line;
      field.form.requestSubmit();
    }
  }, lines);
  await Promise.all(held);
  for (const guest of [ann, bob]) await guest.sees('five');
  assert.deepEqual(await bob.texts(), lines);
  await ann.page.locator('#flood').waitFor({ state: 'hidden' });
  assert.deepEqual(await ann.texts(), lines);
  assert.deepEqual(await ann.waiting(), []);
});

test('the draft survives a reload', async t => {
  const ann = await enter(t, await open(t));
  await ann.page.fill('#composer', 'half a\nthought');
  await ann.page.reload();
  await ann.here();
  assert.equal(await ann.page.inputValue('#composer'), 'half a\nthought');
});

test('two tabs are one person', async t => {
  const house = await open(t);
  const ann = await enter(t, house);
  const bob = await peer(t, house);
  const tab = await ann.secondTab();
  assert.equal(await tab.name(), await ann.name());
  await tab.page.locator('#online', { hasText: /^2 online$/ }).waitFor();

  await tab.renames('ann');
  await ann.isCalled('ann');
  await tab.says('from the second');
  await ann.says('from the first');
  await bob.sees('from the first');
  assert.deepEqual(bob.texts(), ['from the second', 'from the first']);
  for (const guest of [ann, tab]) {
    await guest.sees('from the second', 'from the first');
    assert.deepEqual(await guest.texts(), ['from the second', 'from the first']);
    await becomes(() => guest.waiting(), []); // one tab tells the other what it has sent
  }
});

test('Tab completes names, and moves the focus when there is nothing to complete', async t => {
  const house = await open(t);
  const [ann] = await Promise.all([enter(t, house), peer(t, house, 'Bob')]);
  await ann.page.locator('#people', { hasText: 'Bob' }).waitFor();

  const field = ann.page.locator('#composer');
  await field.fill('hi @b, there');
  for (let i = 0; i < ', there'.length; i++) await field.press('ArrowLeft');
  await field.press('Tab');
  assert.equal(await field.inputValue(), 'hi @Bob, there');
  await field.press('Escape');
  assert.equal(await field.inputValue(), 'hi @b, there');
  await field.fill('xyz');
  await field.press('Tab');
  assert.equal(await ann.page.evaluate(() => document.activeElement.id), 'send');
});

test('Up on an empty input recalls own lines', async t => {
  const ann = await enter(t, await open(t));
  await ann.says('first', 'second');
  const field = ann.page.locator('#composer');
  await field.press('ArrowUp');
  await field.press('ArrowUp');
  assert.equal(await field.inputValue(), 'first');
  await field.press('ArrowDown');
  assert.equal(await field.inputValue(), 'second');
  await field.press('ArrowDown');
  assert.equal(await field.inputValue(), '');
});

test('/quit leaves, and Enter comes back', async t => {
  const ann = await enter(t, await open(t));
  await ann.enters('/quit');
  await ann.page.locator('#status', { hasText: 'You have left' }).waitFor();
  await ann.enters('back again');
  await ann.sees('back again');
  assert.equal(await ann.page.textContent('#status'), '');
  assert.deepEqual(await ann.waiting(), []);
});

test('the page works on plain http in a local network, and below a prefix', async t => {
  const house = await open(t);
  const cable = await lay(t, house, '/chat');
  const ann = await enter(t, { url: `http://${LAN}:${house.web}/` });
  const bob = await enter(t, cable);
  assert.equal(await ann.page.evaluate(() => isSecureContext), false);
  await ann.says('from the local network');
  await bob.says('from below the prefix');
  for (const guest of [ann, bob]) await guest.sees('from the local network', 'from below the prefix');
});
