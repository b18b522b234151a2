// Tab completion, by the table of cases that the terminal's test reads, too.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { Completer } from '../static/complete.js';

const cases = JSON.parse(await readFile(new URL('../../room/testdata/complete.json', import.meta.url), 'utf8'));

for (const { why, self, online, recent, commands = [], line, caret, keys, want } of cases) {
  test(why, () => {
    const completer = new Completer(() => ({ self, online, recent, commands }));
    let now = { line, caret };
    const got = keys.map(key => {
      now = key === 'esc' ? completer.escape(now.line, now.caret) : completer.tab(now.line, now.caret, key === 'shift+tab');
      return now;
    });
    assert.deepEqual(got, want);
  });
}
