// The page by keyboard alone: all can be reached, seen to have the focus, and used.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lay } from './network.js';
import { numbered, write } from './load.js';
import { enter } from './guest.js';
import { peer } from './peer.js';
import { open } from './server.js';

/** More steps than there are places for the focus. */
const ROUND = 30;

test('names, people, switches and addresses to copy are had by keyboard', async t => {
  const ann = await enter(t, await open(t), { viewport: { width: 600, height: 700 } });
  const { keyboard } = ann.page;
  await ann.page.focus('#composer');
  await tabTo(ann, '#name button', 'Shift+Tab');
  await keyboard.press('Enter');
  await ann.page.locator('#name input').waitFor();
  await keyboard.type('Ann');
  await keyboard.press('Enter');
  await ann.isCalled('Ann');
  assert.ok(await focused(ann, '#name button'));

  await tabTo(ann, '#online', 'Shift+Tab');
  await keyboard.press('Enter');
  await ann.page.locator('#people', { hasText: 'Ann' }).waitFor();
  await tabTo(ann, '[name=joins]');
  await keyboard.press('Space');
  assert.ok(await ann.page.isChecked('[name=joins]'));
  await tabTo(ann, '.door .copy');
  await keyboard.press('Enter');
  await ann.page.getByText('copied', { exact: true }).waitFor();
  await keyboard.press('Escape');
  assert.ok(await ann.page.locator('#people').isHidden());
  assert.ok(await focused(ann, '#online'));
});

test('a refused message, the pill and what is above are had by keyboard', async t => {
  const house = await open(t, '--flood', 'off');
  await write(house, numbered('line', 700));
  const [ann, bob] = await Promise.all([enter(t, house), peer(t, house)]);
  const { keyboard } = ann.page;
  await ann.enters('/bogus');
  await ann.page.locator('[data-state=refused]').waitFor();
  await tabTo(ann, '.discard', 'Shift+Tab');
  await tabTo(ann, '.edit', 'Shift+Tab');
  await tabTo(ann, '.retry', 'Shift+Tab');
  await tabTo(ann, '.edit');
  await keyboard.press('Enter');
  assert.ok(await focused(ann, '#composer'));
  assert.equal(await ann.page.inputValue('#composer'), '/bogus');

  await tabTo(ann, '#log', 'Shift+Tab');
  await keyboard.press('PageUp');
  await ann.page.waitForFunction(() => {
    const box = document.querySelector('#log');
    return box.scrollHeight - box.scrollTop - box.clientHeight > 200;
  });
  await bob.says('below');
  await ann.page.locator('#new', { hasText: '1 new' }).waitFor();
  await tabTo(ann, '#new');
  await keyboard.press('Enter');
  await ann.page.locator('#new').waitFor({ state: 'hidden' });

  await tabTo(ann, '#log', 'Shift+Tab');
  await tabTo(ann, '#previous');
  await keyboard.press('Enter');
  await ann.page.waitForFunction(() => document.querySelectorAll('#log .messages [data-seq]').length > 120);

  for (let n = 0; n < 100 && await ann.page.locator('#previous').isVisible(); n++) {
    await keyboard.press('Enter');
    await ann.page.locator('#previous[aria-busy]').waitFor({ state: 'detached' });
  }
  assert.equal((await ann.texts()).filter(text => text === 'line 1').length, 1);
  assert.ok(await focused(ann, '#log'));
});

test('a gap is loaded by keyboard', async t => {
  const house = await open(t, '--flood', 'off');
  const cable = await lay(t, house);
  const [ann, bob] = await Promise.all([enter(t, cable), peer(t, house)]);
  cable.cut();
  await ann.away();
  await bob.says('read');
  await write(house, numbered('missed', 700));
  cable.mend();
  await ann.reconnects();
  await tabTo(ann, '.gap button', 'Shift+Tab');
  await ann.page.keyboard.press('Enter');
  await ann.page.locator('.gap', { hasText: '501 messages between' }).waitFor();
  assert.ok(await focused(ann, '.gap button'));
});

test('the keyboard goes from message to message, and to their addresses', async t => {
  const ann = await enter(t, await open(t));
  await ann.says('one', 'two', 'three');
  await ann.page.focus('#log');
  for (const key of ['Enter', 'ArrowUp', 'ArrowUp', 'ArrowDown', 'Enter']) await ann.page.keyboard.press(key);
  const marked = ann.page.locator('#log [aria-current]');
  await marked.waitFor();
  assert.equal(await marked.locator('.text').textContent(), 'two');
  assert.match(ann.page.url(), /#m\d+$/);
  assert.match(await marked.locator('time').getAttribute('title'), /^today, \d\d:\d\d$/);
  await ann.page.keyboard.press('Escape');
  assert.equal(await ann.page.evaluate(() => document.activeElement.id), 'composer');
});

/** Presses Tab until the focus is there, and sees that one can see it. */
async function tabTo(guest, selector, key = 'Tab') {
  const places = [];
  for (let i = 0; i < ROUND; i++) {
    await guest.page.keyboard.press(key);
    if (await focused(guest, selector)) return assert.ok(await guest.page.evaluate(looksFocused), `the focus on ${selector} is not seen`);
    places.push(await guest.page.evaluate(() => document.activeElement.outerHTML.slice(0, 60)));
  }
  assert.fail(`${key} does not lead to ${selector}, but to\n${places.join('\n')}`);
}

function focused(guest, selector) {
  return guest.page.evaluate(selector => document.activeElement.matches(selector), selector);
}

/** Runs in the page. */
function looksFocused() {
  const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
  return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
}
