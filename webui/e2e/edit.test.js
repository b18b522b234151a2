// Messages edited and deleted: by whom they are, before everybody's eyes, and for who was away.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Versions } from '../static/log/versions.js';
import { lay } from './network.js';
import { numbered, write } from './load.js';
import { enter } from './guest.js';
import { peer } from './peer.js';
import { open } from './server.js';

test('Alt+Up edits the last message in the field; the draft comes back', async t => {
  const house = await open(t);
  const [ann, bob] = await Promise.all([enter(t, house), enter(t, house)]);
  await ann.says('first', 'secnd **one**');
  const field = ann.page.locator('#composer');
  await field.fill('a draft');
  await field.press('Alt+ArrowUp');
  assert.equal(await field.inputValue(), 'secnd **one**');
  assert.ok(await ann.page.getByText('editing your message').isVisible());
  assert.match(await ann.message('secnd').getAttribute('class'), /changing/);
  await field.press('Escape');
  assert.equal(await field.inputValue(), 'a draft');
  assert.ok(await ann.page.getByText('editing your message').isHidden());

  await field.press('Alt+ArrowUp');
  await field.fill('second *one*');
  await ann.page.reload(); // what was begun is not done, and the draft is there
  await ann.here();
  assert.equal(await field.inputValue(), 'a draft');
  await field.press('Alt+ArrowUp');
  await field.fill('second *one*');
  await field.press('Enter');
  for (const guest of [ann, bob]) {
    await guest.sees('second one');
    assert.deepEqual(await guest.texts(), ['first', 'second one']);
    const row = guest.message('second one');
    assert.equal(await row.locator('em').textContent(), 'one');
    assert.match(await row.locator('.edited:visible').getAttribute('title'), /^today, \d\d:\d\d$/);
    assert.equal(await guest.page.locator('.edited:visible').count(), 1);
  }
  await isOver(ann);
  assert.equal(await field.inputValue(), 'a draft');
  await field.press('Enter');
  await bob.sees('a draft');
});

test('a message is deleted by keyboard, after a question that is no dialog', async t => {
  const house = await open(t);
  const [ann, bob] = await Promise.all([enter(t, house), enter(t, house)]);
  await ann.says('to stay', 'to go');
  await bob.says('of somebody else');
  await ann.sees('of somebody else');
  const { keyboard } = ann.page;
  await ann.page.focus('#log');
  for (const key of ['Enter', 'ArrowUp', 'Tab', 'Tab', 'Enter']) await keyboard.press(key);
  assert.ok(await ann.page.getByText('Delete it?').isVisible());
  assert.equal(await ann.page.evaluate(() => document.activeElement.textContent), 'no');
  await keyboard.press('Escape');
  assert.ok(await ann.page.getByText('Delete it?').isHidden());
  for (const key of ['Enter', 'Shift+Tab', 'Enter']) await keyboard.press(key);
  for (const guest of [ann, bob]) {
    await guest.sees('message deleted');
    assert.deepEqual(await guest.texts(), ['to stay', 'message deleted', 'of somebody else']);
  }
  await ann.message('of somebody else').hover();
  for (const word of ['edit', 'delete']) assert.ok(await ann.message('of somebody else').getByText(word, { exact: true }).isHidden());
  await ann.message('to stay').hover();
  assert.ok(await ann.message('to stay').getByText('edit', { exact: true }).isVisible());
  for (const guest of [ann, bob]) {
    await guest.page.reload();
    await guest.here();
    assert.deepEqual(await guest.texts(), ['to stay', 'message deleted', 'of somebody else']);
  }
});

test('a page that was offline shows what messages say now, near and far', async t => {
  const house = await open(t, '--flood', 'off');
  const cable = await lay(t, house);
  const [ann, bob] = await Promise.all([enter(t, cable), enter(t, house)]);
  await bob.says('to be edited', 'to be deleted');
  await ann.sees('to be deleted');
  cable.cut();
  await ann.away();
  await editsAt(bob, 'to be edited', 'edited meanwhile');
  await removes(bob, 'to be deleted');
  await bob.says('said and taken back');
  await removes(bob, 'said and taken back');
  cable.mend();
  await ann.reconnects();
  assert.deepEqual(await ann.texts(), ['edited meanwhile', 'message deleted', 'message deleted']);
  assert.equal(await ann.page.title(), 'TalkTalkTalk');

  cable.cut();
  await ann.away();
  await editsAt(bob, 'edited meanwhile', 'edited again');
  await write(house, numbered('line', 700)); // more than a catch-up
  cable.mend();
  await ann.reconnects();
  await ann.page.locator('.gap').waitFor();
  assert.deepEqual((await ann.texts()).slice(0, 3), ['edited again', 'message deleted', 'message deleted']);
});

test('with no connection an edit waits in the field, and is saved by Enter', async t => {
  const house = await open(t);
  const cable = await lay(t, house);
  const [ann, bob] = await Promise.all([enter(t, cable), peer(t, house)]);
  await ann.says('before');
  const field = ann.page.locator('#composer');
  await field.press('Alt+ArrowUp');
  cable.cut();
  await ann.away();
  await field.fill('after');
  await field.press('Enter');
  await ann.page.getByText('not saved: there is no connection').waitFor();
  assert.equal(await field.inputValue(), 'after');
  cable.mend();
  await ann.reconnects();
  await field.press('Enter');
  await bob.hears(({ type, text }) => type === 'changed' && text === 'after');
  await ann.sees('after');
  await isOver(ann);

  await field.press('Alt+ArrowUp');
  await field.fill('x'.repeat(4001));
  await field.press('Enter');
  await ann.page.locator('#editing', { hasText: 'at most 4000' }).waitFor();
  await ann.page.locator('#editing').getByText('cancel').click();
  assert.equal(await field.inputValue(), '');
  assert.deepEqual(await ann.texts(), ['after']);
});

test('the page keeps the newest form of a message, in whatever order they come', () => {
  const forms = new Versions();
  const [plain, once, twice, gone] = [{ seq: 1, text: 'a' }, { seq: 1, text: 'b', edited: 1 }, { seq: 1, text: 'c', edited: 2 }, { seq: 1, deleted: true }];
  const shown = [plain, twice, once, gone, twice].map(form => {
    forms.note(form);
    return forms.newest(plain);
  });
  for (let seq = 2; seq <= 501; seq++) forms.note({ seq, text: '', edited: 1 });
  assert.equal([...shown, forms.newest(plain)].map(({ text = 'gone' }) => text).join(' '), 'a c c gone gone a');
});

/** Edits one's own message with a text by the pointer. */
async function editsAt(guest, before, after) {
  const row = guest.message(new RegExp(`^${before}$`));
  await row.hover();
  await row.getByText('edit', { exact: true }).click();
  await guest.enters(after);
  await guest.sees(after);
  await isOver(guest);
}

/** Waits until nothing is edited, and the field has the draft again: the message may be seen before. */
async function isOver(guest) {
  await guest.page.locator('#editing').waitFor({ state: 'hidden' });
}

/** Deletes one's own message with a text. */
async function removes(guest, text) {
  const row = guest.message(new RegExp(`^${text}$`));
  const seq = await row.getAttribute('data-seq');
  await row.hover();
  await row.getByText('delete', { exact: true }).click();
  await row.getByText('yes, delete').click();
  await guest.page.locator(`[data-seq="${seq}"].deleted`).waitFor();
}
