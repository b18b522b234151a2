// Tab completion, by the table of cases that the terminal's test reads, too.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { Completer } from '../static/composer/completer.js';
import { enter } from './guest.js';
import { open } from './server.js';

const table = JSON.parse(await readFile(new URL('../../room/testdata/complete.json', import.meta.url), 'utf8'));

/** The page has numbers as texts. */
const cases = table.map(({ messages = [], acts = [], bans = [], commands = [], ...rest }) => (
  { ...rest, messages: messages.map(String), acts: acts.map(String), bans: bans.map(String), commands }
));

for (const { why, line, caret, keys, want, ...offer } of cases) {
  test(why, () => {
    const completer = new Completer(() => offer);
    let now = { line, caret };
    const got = keys.map(key => {
      now = key === 'esc' ? completer.escape(now.line, now.caret) : completer.tab(now.line, now.caret, key === 'shift+tab');
      return now;
    });
    assert.deepEqual(got, want);
  });
}

test('all of the table at the keyboard, in a field; with nothing to complete, nobody is trapped in it', async t => {
  const ann = await enter(t, await open(t));
  await ann.lendsModules();
  await ann.page.evaluate(async () => {
    const { Composer } = await import(new URL('source/composer/composer.js', location.href));
    const form = document.body.appendChild(document.createElement('form'));
    form.append(document.createElement('textarea'), document.createElement('button'));
    const [field, button] = form.children;
    const offers = document.createElement('div');
    new Composer({ form, field, button, offers }, {
      store: { get() {}, set() {} }, send: () => true, count() {}, offer: () => window.offered,
    });
    window.begin = wanted => {
      window.offered = wanted;
      field.value = wanted.line;
      const caret = [...wanted.line].slice(0, wanted.caret).join('').length;
      field.focus();
      field.setSelectionRange(caret, caret);
    };
    window.now = () => ({
      line: field.value, caret: [...field.value.slice(0, field.selectionStart)].length, handled: document.activeElement === field,
    });
  });
  const KEYS = { 'tab': 'Tab', 'shift+tab': 'Shift+Tab', 'esc': 'Escape' };
  for (const { why, keys, want, ...begin } of cases) {
    await ann.page.evaluate(begin => window.begin(begin), begin);
    for (const [i, key] of keys.entries()) {
      await ann.page.keyboard.press(KEYS[key]);
      const handled = want[i].handled || key === 'esc'; // which moves no focus
      assert.deepEqual(await ann.page.evaluate(() => window.now()), { ...want[i], handled }, why);
      if (!handled) break;
    }
  }
});
