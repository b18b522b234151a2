// The search (B18): by keyboard alone, there and back, and on a phone.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enter } from './guest.js';
import { numbered, write } from './load.js';
import { open } from './server.js';

/** Opens the page when something old and much else have been said, so that it lies far above. Returns what was said last, too. */
async function past(t, options) {
  const house = await open(t, '--flood', 'off');
  await write(house, ['the Crème brûlée of Montmartre', '我們去了咖啡店']);
  const lines = await write(house, numbered('line', 150));
  const ann = await enter(t, house, options);
  return { ann, last: lines.at(-1) };
}

test('a message is found, read around and left again by keyboard alone', async t => {
  const { ann } = await past(t);
  const { page } = ann;
  const { keyboard } = page;
  await page.focus('#log');
  await keyboard.press('/');
  await page.locator('#search[open]').waitFor();
  await keyboard.type('creme montmartre');
  const hits = page.locator('#search .hits li');
  await page.locator('#search mark', { hasText: 'Montmartre' }).waitFor(); // one was found before the second word, too
  await page.locator('#search .note', { hasText: '1 found' }).waitFor();
  assert.deepEqual(await page.locator('#search mark').allTextContents(), ['Crème', 'Montmartre']);

  await keyboard.press('ArrowDown');
  await keyboard.press('Enter');
  const marked = page.locator('#log [aria-current]');
  await marked.waitFor();
  assert.equal(await marked.locator('.text').textContent(), 'the Crème brûlée of Montmartre');
  await page.locator('#log', { hasText: 'line 5' }).waitFor();
  await page.locator('#search').waitFor({ state: 'hidden' });
  await page.waitForFunction(() => document.activeElement.id === 'log');

  await page.goBack(); // Alt+Left, which is the browser's own key
  await page.locator('#search[open]').waitFor();
  assert.equal(await hits.count(), 1);
  await page.waitForFunction(() => document.activeElement.matches('#search li a'));
  await keyboard.press('ArrowUp');
  await keyboard.type(' line');
  await page.locator('#search .note', { hasText: 'nothing found' }).waitFor();
  await keyboard.press('Control+k'); // once more, and all of it is chosen
  await keyboard.type('咖啡');
  await page.locator('#search mark', { hasText: '咖啡' }).waitFor();
  await page.locator('#search .note', { hasText: '1 found' }).waitFor();
  assert.deepEqual(await page.locator('#search mark').allTextContents(), ['咖啡']);
  await page.locator('#search .close').click();
  await page.locator('#search').waitFor({ state: 'hidden' });
  await page.waitForFunction(() => location.hash === '');
});

test('older hits come on demand, a slash in the field is text, and a command opens the search', async t => {
  const { ann: { page }, last } = await past(t);
  await page.focus('#composer');
  await page.keyboard.type('/search line');
  await page.keyboard.press('Enter');
  await page.locator('#search .note', { hasText: '50 newest found' }).waitFor();
  assert.equal(await page.inputValue('#composer'), '');
  const hits = page.locator('#search .hits li');
  assert.equal(await hits.first().locator('.text').textContent(), last);
  await page.locator('#older').click();
  await page.locator('#search .note', { hasText: '100 newest found' }).waitFor();
  assert.equal(await hits.count(), 100);
  await page.fill('#search input', 'after:yesterday');
  await page.locator('#search .note', { hasText: 'Behind after: stands a day' }).waitFor();
  await page.fill('#search input', '<img src=x onerror=alert(1)>');
  await page.locator('#search .note', { hasText: 'nothing found' }).waitFor();
});

test('on a phone the search has all of the width, and leads there and back', async t => {
  const { ann } = await past(t, { viewport: { width: 390, height: 700 }, hasTouch: true, isMobile: true });
  const { page } = ann;
  await page.tap('#find');
  await page.fill('#search input', 'brulee');
  await page.locator('#search .note', { hasText: '1 found' }).waitFor();
  assert.equal((await page.locator('#search').boundingBox()).width, 390);
  await page.tap('#search li a');
  await page.locator('#log [aria-current]').waitFor();
  await page.goBack();
  await page.locator('#search[open] mark').waitFor();
  await page.goBack();
  await page.locator('#search').waitFor({ state: 'hidden' });
});
