// What admins do at the page: with a message, with a person, with the room.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { admin, PHONE, ruler } from './admin.js';
import { enter } from './guest.js';
import { becomes } from './patience.js';
import { peer } from './peer.js';
import { open } from './server.js';

test('by keyboard: the form sends the command as typed, Esc closes it, and the focus comes back', async t => {
  const house = await open(t);
  const [ann, sam] = await Promise.all([admin(t, house), peer(t, house, 'sam')]);
  await sam.says('buy cheap things');
  const { page } = ann, { keyboard } = page, form = page.locator('#act');
  await ann.sees('buy cheap things');
  const seq = await ann.message('buy cheap').getAttribute('data-seq');
  await page.focus('#log');
  for (const key of ['Enter', 'Tab', 'Tab']) await keyboard.press(key);
  assert.equal(await focused(page), 'more…');
  await keyboard.press('Enter');
  assert.equal(await form.getByRole('heading').textContent(), 'sam');
  await keyboard.press('Escape');
  await form.waitFor({ state: 'hidden' });
  assert.equal(await focused(page), 'more…');

  await keyboard.press('Enter');
  await keyboard.press('Enter'); // nothing is chosen, so nothing is done
  assert.ok(await form.isVisible());
  await choose(keyboard, form, 'mute');
  await keyboard.press('Tab');
  await keyboard.press('ArrowRight'); // from 10m
  for (const key of ['Tab', 'Tab']) await keyboard.press(key);
  await keyboard.type('advertising');
  assert.equal(await form.locator('.line').textContent(), `/mute #${seq} 30s advertising`);
  await keyboard.press('Enter');
  await ann.isTold('sam was muted for 30 s by admin: advertising · /undo 1');
  await ann.said(({ text }) => text === `/mute #${seq} 30s advertising`);
  await form.waitFor({ state: 'hidden' });
  assert.equal(await focused(page), 'more…');
  await sam.hears(({ type, barred }) => type === 'standing' && barred?.why === 'You are muted by admin: advertising.');
});

test('an act is told once to every page of every admin, and taken back there', async t => {
  const house = await open(t);
  const [ann, max] = [await admin(t, house), await admin(t, house)];
  const sam = await peer(t, house, 'sam');
  const other = await ann.secondTab();
  await ann.says('/mute sam 5m hush');
  for (const guest of [ann, max, other]) {
    await guest.isTold('sam was muted for 5 m by admin: hush · /undo 1');
  }
  await max.page.getByRole('button', { name: '/undo 1' }).click();
  for (const guest of [ann, max, other]) {
    await guest.isTold('admin2 took 1 back: sam was muted for 5 m by admin: hush');
    await becomes(() => guest.page.getByRole('button', { name: '/undo' }).count(), 0);
  }
  await sam.hears(({ type, barred }) => type === 'standing' && !barred);
  for (const guest of [ann, max, other]) {
    await guest.says('/ignore');
    await guest.isTold('you ignore nobody'); // so all that came before is there
    assert.equal(await guest.page.locator('#log .notice', { hasText: 'was muted' }).count(), 2);
  }
  assert.deepEqual(sam.heard.filter(({ type }) => ['act', 'notice'].includes(type)), []);
});

test('on a phone, by touch: delete, mute, ban with another span, purge, lock', async t => {
  const house = await open(t);
  const [ann, sam] = await Promise.all([admin(t, house, PHONE), peer(t, house, 'sam')]);
  const { page } = ann, form = page.locator('#act');
  await sam.says('one', 'two');
  await ann.sees('two');
  await ann.message('one').tap();
  await page.locator('.acts .delete').tap();
  await page.locator('.acts .yes').tap();
  await ann.sees('message deleted');
  await sam.hears(({ type, deleted }) => type === 'changed' && deleted);
  await ann.isTold(/^the message \d+ of sam was deleted by admin/);

  await ann.message('two').tap();
  await page.locator('.acts .more').tap();
  await form.getByText('mute', { exact: true }).tap();
  await form.locator('.line', { hasText: '/mute' }).waitFor();
  const { width, height } = PHONE.viewport, box = await form.boundingBox();
  assert.ok(box.x === 0 && box.width === width && box.y >= 0 && Math.round(box.y + box.height) === height, JSON.stringify(box));
  for (const pill of await form.locator('.pills label').all()) assert.ok((await pill.boundingBox()).height >= 44);
  await form.locator('.yes').tap();
  await ann.isTold('sam was muted for 10 m by admin · /undo 2');

  await page.tap('#online');
  await page.locator('#people button', { hasText: 'sam' }).tap();
  await form.getByText('purge', { exact: true }).tap();
  await form.locator('.line', { hasText: /^\/purge @sam all$/ }).waitFor();
  await form.locator('.yes').tap();
  await sam.hears(({ type }) => type === 'purged');
  await page.locator('#people button', { hasText: 'sam' }).tap(); // the list is there still
  await form.getByText('ban', { exact: true }).tap();
  await form.locator('.line', { hasText: '/ban' }).waitFor();
  await form.getByLabel('Another time').fill('3h');
  await form.getByLabel('Reason').fill('advertising');
  await form.getByLabel('Reason').press('Enter');
  await sam.hears(({ type, why }) => type === 'bye' && why === 'You are banned by admin: advertising.');
  await ann.isTold('sam was banned for 3 h by admin: advertising · /undo 4');

  await page.locator('.rules').tap();
  await form.getByText('lock', { exact: true }).tap();
  await form.locator('.yes').tap();
  await ann.isTold('the room was locked for 10 m by admin · /undo 5');
});

test('what was refused is said in the form, which keeps what was typed', async t => {
  const house = await open(t);
  const ann = await admin(t, house);
  await ruler(t, house);
  const form = ann.page.locator('#act');
  await ann.page.locator('#people li', { hasText: 'admin2 (admin, web)' }).getByRole('button').click();
  await form.getByText('kick', { exact: true }).click();
  await form.getByLabel('Reason').fill('just so');
  await form.getByLabel('Reason').press('Enter');
  await form.getByText('admin2 is an admin, too.').waitFor();
  assert.equal(await form.getByLabel('Reason').inputValue(), 'just so');
  await form.getByText('Cancel').click();
  await form.waitFor({ state: 'hidden' });
  assert.match(await focused(ann.page), /^admin2/);
});

test('the focus comes back to somebody whose entry has changed meanwhile', async t => {
  const house = await open(t);
  const [ann, sam] = await Promise.all([called(t, house, 'ann'), peer(t, house, 'sam')]);
  const { page } = ann, entry = page.locator('#people li', { hasText: 'sam' });
  await entry.getByRole('button').click();
  await page.locator('#act').waitFor();
  await sam.says('/claim');
  await peer(t, house, 'zoe'); // whoever comes, the list is asked for anew
  await entry.filter({ hasText: '✓' }).waitFor();
  await page.keyboard.press('Escape');
  assert.match(await focused(page), /^sam/);
});

test('who may not do a thing is not offered it, and learns at once when they may', async t => {
  const house = await open(t);
  const [bob, sam] = await Promise.all([called(t, house, 'bob'), peer(t, house, 'sam')]);
  const { page } = bob, form = page.locator('#act');
  await sam.says('hello');
  await bob.says('hi');
  await page.locator('#people li', { hasText: 'sam (web)' }).waitFor();
  const offered = async () => {
    await bob.message('hello').hover();
    await page.locator('.acts .more').click();
    const words = await form.locator('.which label').allTextContents();
    await page.keyboard.press('Escape');
    return words.join(' ');
  };
  assert.equal(await offered(), 'ignore');
  assert.ok(await page.locator('.acts .delete').isHidden());
  assert.ok(await page.locator('.rules').isHidden());
  await bob.message('hi').hover();
  assert.ok(await page.locator('.acts .more').isHidden()); // one's own
  assert.equal(await page.locator('#people button').count(), 1);

  await bob.message('hello').hover();
  await page.locator('.acts .more').click();
  await form.getByText('ignore', { exact: true }).click();
  await page.keyboard.press('Enter');
  await bob.message('hello').locator('.text').waitFor({ state: 'hidden' });
  await page.locator('#people button', { hasText: 'sam' }).click();
  assert.deepEqual(await form.locator('.which label').allTextContents(), ['unignore']);
  await form.getByText('unignore', { exact: true }).click();
  await page.keyboard.press('Enter');
  await bob.sees('hello');

  await bob.renames(house.secret);
  await bob.isCalled('admin');
  await page.locator('.rules').waitFor();
  assert.equal(await offered(), 'ignore kick mute ban purge');
  await bob.says('/mute sam 1h');
  await bob.isTold('sam was muted for 1 h by admin · /undo 1');
  await becomes(offered, 'ignore kick unmute ban purge');
  await bob.says('/unmute sam');
  await bob.isTold('sam was allowed to write again by admin · /undo 2');
  await becomes(offered, 'ignore kick mute ban purge');
  await bob.message('hello').hover();
  assert.ok(await page.locator('.acts .delete').isVisible());
});

for (const [layout, options] of [['wide', {}], ['phone', PHONE]]) {
  test(`the lists of bans and acts are legible, and each line ends with its way back, ${layout}`, async t => {
    const house = await open(t);
    const ann = await admin(t, house, options);
    const { page } = ann;
    await ann.says('/ban 10.1.2.0/24 30d they do nothing but advertise things that nobody wants to have', '/ban 2001:db8:1:2::/64 forever', '/lock 2h', '/bans', '/log');
    const bans = page.locator('.notice', { hasText: '/unban 1' }), log = page.locator('.notice', { hasText: 'was locked for 2 h by admin · /undo 3' }).last();
    for (const [list, lines] of [[bans, 2], [log, 3]]) {
      assert.equal(await list.locator('.line').count(), lines);
      assert.equal(await list.getByRole('button').count(), lines);
      const { x, width } = await list.boundingBox();
      assert.ok(x >= 0 && x + width <= page.viewportSize().width);
      assert.ok(await list.evaluate(row => row.scrollWidth <= row.clientWidth && parseFloat(getComputedStyle(row).fontSize) >= 15));
    }
    await bans.getByRole('button', { name: '/unban 2' }).click();
    await ann.isTold('the ban 2 of 2001:db8:1:2::/64 was ended by admin');
    await page.getByRole('button', { name: '/unban 2' }).waitFor({ state: 'detached' });
    await bans.getByRole('button', { name: '/unban 1' }).waitFor();
    assert.match(await bans.locator('.line').nth(1).textContent(), /for ever, by admin\n$/);

    await page.fill('#composer', '/unban ');
    await page.press('#composer', 'Tab');
    assert.equal(await page.inputValue('#composer'), '/unban 1');
    await page.fill('#composer', '/undo ');
    await page.press('#composer', 'Tab');
    assert.equal(await page.inputValue('#composer'), '/undo 4');
  });
}

/** Moves to the choice with a word. */
async function choose(keyboard, form, word) {
  const words = await form.locator('.which label').allTextContents();
  await keyboard.press('Space'); // the first
  for (let i = 0; i < words.indexOf(word); i++) await keyboard.press('ArrowRight');
}

function focused(page) {
  return page.evaluate(() => document.activeElement.textContent);
}

async function called(t, house, name) {
  const guest = await enter(t, house);
  await guest.renames(name);
  await guest.isCalled(name);
  return guest;
}
