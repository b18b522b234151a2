// What a text and a time become before they are shown.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mayHoldSecret } from '../static/composer/secret.js';
import { legible } from '../static/shared/text.js';
import { clock, words } from '../static/shared/time.js';

test('nothing that commands a screen is legible', () => {
  const all = Array.from({ length: 0x2100 }, (_, i) => String.fromCodePoint(i)).join('');
  const unsafe = /[\0-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]/;
  assert.match(all, unsafe);
  assert.doesNotMatch(legible(all), unsafe);
  assert.equal(legible('tab\tand line\nstay, <b> & 😀 too'), 'tab\tand line\nstay, <b> & 😀 too');
});

test('eight marks a letter are enough', () => {
  const mark = '\u0301', joiner = '\u200d';
  assert.equal(legible(`e${mark.repeat(500)}a${mark}`), `e${mark.repeat(8)}a${mark}`);
  assert.equal(legible(`e${(mark + joiner).repeat(500)}a`), `e${(mark + joiner).repeat(4)}a`);
  assert.equal(legible('👩‍👩‍👧‍👦 und किन्तु'), '👩‍👩‍👧‍👦 und किन्तु');
});

test('times are in the words of the house', () => {
  const now = new Date(2026, 2, 1, 0, 30);
  assert.equal(clock(new Date(2026, 2, 1, 0, 5)), '00:05');
  assert.equal(words(new Date(2026, 2, 1, 0, 5), now), 'today, 00:05');
  assert.equal(words(new Date(2026, 1, 28, 23, 59), now), 'yesterday, 23:59');
  assert.equal(words(new Date(2026, 1, 27, 14, 5), now), '27 Feb, 14:05');
  assert.equal(words(new Date(2024, 2, 3, 14, 5), now), '3 Mar 2024, 14:05');
});

test('a line that may hold the secret is known', () => {
  assert.ok(mayHoldSecret('/nick some secret of the owner'));
  assert.ok(mayHoldSecret(`I pasted talk-${'a2'.repeat(13)} here`));
  assert.ok(!mayHoldSecret('let us talk-about it'));
  assert.ok(!mayHoldSecret('/nickel'));
});
