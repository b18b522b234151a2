// Writing: the field and its helpers, by keyboard, by touch, by an input method.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { numbered, write } from './load.js';
import { enter } from './guest.js';
import { becomes } from './patience.js';
import { peer } from './peer.js';
import { open } from './server.js';

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

test('the field grows to eight lines, and counts from 80 % of what may be sent', async t => {
  const ann = await enter(t, await open(t));
  const field = ann.page.locator('#composer');
  const height = () => field.evaluate(field => field.offsetHeight);
  const one = await height();
  await field.fill(numbered('line', 8).join('\n'));
  const eight = await height();
  assert.equal(Math.round((eight - one) / 24), 7);
  await field.fill(numbered('line', 30).join('\n'));
  assert.ok(await height() - eight <= 2);
  await field.fill('x'.repeat(3199));
  assert.equal(await ann.page.textContent('.count'), '');
  await field.fill('😀'.repeat(3200));
  assert.equal(await ann.page.textContent('.count'), '3,200 of 4,000 characters');
  await field.fill('\n'.repeat(80));
  assert.equal(await ann.page.textContent('.count'), '81 of 100 lines');
});

test('Enter is left to an input method while it composes', async t => {
  const ann = await enter(t, await open(t));
  await ann.page.focus('#composer');
  const devtools = await ann.page.context().newCDPSession(ann.page);
  await devtools.send('Input.imeSetComposition', { text: 'にほん', selectionStart: 3, selectionEnd: 3 });
  await devtools.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 229 });
  assert.equal(await ann.page.inputValue('#composer'), 'にほん');
  for (const told of [{ isComposing: true }, { keyCode: 229 }]) assert.equal(await ann.page.evaluate(takesEnter, told), false);
  await devtools.send('Input.insertText', { text: '日本' });
  await ann.page.press('#composer', 'Enter');
  await ann.sees('日本');
  assert.deepEqual(await ann.texts(), ['日本']);
});

test('a paste of several lines is one message', async t => {
  const house = await open(t);
  const [ann, bob] = await Promise.all([enter(t, house, { permissions: ['clipboard-read', 'clipboard-write'] }), peer(t, house)]);
  await ann.page.evaluate(() => navigator.clipboard.writeText('one\r\n\ttwo\r\n\r\nthree'));
  await ann.page.focus('#composer');
  await ann.page.keyboard.press('Control+V');
  assert.equal(await ann.page.inputValue('#composer'), 'one\n\ttwo\n\nthree');
  await ann.page.keyboard.press('Enter');
  await bob.sees('one\n\ttwo\n\nthree');
  assert.equal(bob.texts().length, 1);
});

test('on a touch screen, names are there to tap', async t => {
  const house = await open(t);
  const [ann, bob] = await Promise.all([enter(t, house, PHONE), peer(t, house, 'Bobby')]);
  await ann.page.locator('#people', { hasText: 'Bobby' }).waitFor({ state: 'attached' });
  await ann.page.tap('#composer');
  await ann.page.waitForFunction(() => document.activeElement.id === 'composer');
  await ann.page.keyboard.type('hi @bo');
  await ann.page.locator('#offers button', { hasText: '@Bobby' }).tap();
  await becomes(() => ann.page.inputValue('#composer'), 'hi @Bobby');
  assert.ok(await ann.page.locator('#offers').isHidden());
  assert.equal(await ann.page.evaluate(() => document.activeElement.id), 'composer');
  await ann.page.keyboard.type(' hello');
  await ann.page.tap('#send');
  await bob.sees('hi @Bobby hello');
  assert.equal(await ann.page.evaluate(() => document.activeElement.id), 'composer');
});

test('with the keyboard of a phone open, the end and the field are in sight', async t => {
  const house = await open(t, '--flood', 'off');
  const ann = await enter(t, house, PHONE);
  await write(house, numbered('line', 40));
  await ann.sees('line 40');
  await ann.page.setViewportSize({ width: 390, height: 400 });
  await ann.page.waitForFunction(() => {
    const box = document.querySelector('#log');
    return innerHeight === 400 && box.scrollHeight - box.scrollTop - box.clientHeight < 1;
  });
  for (const selector of ['#composer', '#send']) assert.ok(await inViewport(ann.page.locator(selector)));
  assert.ok(await inViewport(ann.message('line 40')));
});

test('a keyboard that lies over the page does not cover the field', async t => {
  const ann = await enter(t, await open(t), PHONE);
  await ann.page.evaluate(() => {
    Object.defineProperty(visualViewport, 'height', { value: 450, configurable: true });
    visualViewport.dispatchEvent(new Event('resize'));
  });
  const { y, height } = await ann.page.locator('#send').boundingBox();
  assert.ok(y + height <= 450, `ends at ${y + height}`);
  await ann.page.evaluate(() => {
    delete visualViewport.height;
    visualViewport.dispatchEvent(new Event('resize'));
  });
  assert.equal(await ann.page.evaluate(() => document.body.style.blockSize), '');
});

test('a newcomer is told about the name and the other door', async t => {
  const house = await open(t);
  const ann = await enter(t, house);
  const hint = ann.page.locator('.hint');
  assert.ok(await hint.isVisible());
  assert.ok(await ann.page.getByText('Nobody has said anything yet.').isVisible());
  const door = ann.page.locator('.door');
  assert.match(await door.locator('code').first().textContent(), new RegExp(`^ssh .*-p ${house.ssh}$`));
  assert.match(await door.locator('code').last().textContent(), /^SHA256:/);
  await door.locator('.copy').first().click();
  await door.getByText('copied', { exact: true }).waitFor();
  await ann.renames('ann');
  assert.ok(await hint.isHidden());
  await ann.says('hello');
  assert.ok(await ann.page.getByText('Nobody has said anything yet.').isHidden());
  await ann.page.reload();
  await ann.here();
  assert.ok(await hint.isHidden());
});

/** Runs in the page: whether the field takes an Enter, as browsers tell it during or just after a composition. */
function takesEnter(told) {
  const event = new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ...told });
  document.querySelector('#composer').dispatchEvent(event);
  return event.defaultPrevented;
}

function inViewport(element) {
  return element.evaluate(element => {
    const { top, bottom } = element.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;
  });
}
