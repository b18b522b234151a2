// Texts and names meant to do harm, and the one text that must leave no trace.
// That nothing happens but the showing of text, every guest checks at the end:
// no dialog, no error, no request to anywhere else.

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { cleanup } from './cleanup.js';
import { enter } from './guest.js';
import { peer } from './peer.js';
import { open } from './server.js';

/** A secret of the owner's own: it has no shape to know it by. */
const OWN = 'correct horse battery staple';

const MARKS = '\u0301'.repeat(500);

test('hostile texts are shown as text, live and in history', async t => {
  const house = await open(t, '--flood', 'off');
  const [ann, bob] = await Promise.all([enter(t, house), enter(t, house)]);
  const texts = new Map([
    ['<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
    ['</div><script>alert(2)</script>', '</div><script>alert(2)</script>'],
    ['<a href="javascript:alert(3)">x</a> {{.Title}}', '<a href="javascript:alert(3)">x</a> {{.Title}}'],
    ['left \u202eright \u2066isolate', 'left right isolate'],
    ['esc \u001b]52;c;aGk=\u0007 and \u009b31m', 'esc ]52;c;aGk= and 31m'],
    [`e${MARKS} end`, `e${'\u0301'.repeat(8)} end`],
    ['https://a"onmouseover="alert(1)', 'https://a"onmouseover="alert(1)'],
    ['javascript:alert(4) data:text/html,<script>alert(5)</script>', 'javascript:alert(4) data:text/html,<script>alert(5)</script>'],
    ['![x](http://evil.test/x.png) [y](javascript:alert(6)) <style>*{}</style>', '![x](http://evil.test/x.png) [y](javascript:alert(6)) <style>*{}</style>'],
    ['`<svg onload=alert(7)>` **<iframe src=//evil.test>**', '<svg onload=alert(7)> <iframe src=//evil.test>'],
    ['```\n</code></pre><script>alert(8)</script>\n```', '</code></pre><script>alert(8)</script>'],
    ['__proto__', '__proto__'],
  ]);
  await ann.says(...texts.keys());
  await bob.sees('__proto__');
  assert.deepEqual(await bob.texts(), [...texts.values()]);

  await bob.page.reload();
  await bob.here();
  assert.deepEqual(await bob.texts(), [...texts.values()]);
  for (const guest of [ann, bob]) {
    assert.deepEqual(await guest.page.locator('#log .text *').evaluateAll(harmful), []);
    for (const element of await guest.page.locator('#log .text *').all()) await element.dispatchEvent('mouseover');
  }
});

/** Runs in the page: what of the elements no message may have. */
function harmful(elements) {
  const allowed = ['STRONG', 'EM', 'DEL', 'CODE', 'PRE', 'BLOCKQUOTE', 'A'];
  return elements.filter(({ tagName, attributes, protocol }) => !allowed.includes(tagName)
    || [...attributes].some(({ name }) => !['class', 'href', 'rel', 'target'].includes(name))
    || (protocol && !/^https?:$/.test(protocol))).map(({ outerHTML }) => outerHTML);
}

test('eight marks keep a line as high as it is', async t => {
  const house = await open(t);
  const ann = await enter(t, house);
  await ann.says(`e${MARKS}`, 'e');
  const heights = await ann.page.locator('#log .text').evaluateAll(rows => rows.map(row => row.offsetHeight));
  assert.ok(heights[0] <= 2 * heights[1], `heights ${heights}`);
});

test('hostile names are shown as names', async t => {
  const house = await open(t, '--flood', 'off');
  const [ann, bob] = await Promise.all([enter(t, house), enter(t, house)]);
  for (const name of ['<img src=x onerror=alert(1)>', 'a\u202eb', `e${MARKS}`, '__proto__', 'admin', 'аdmin', 'ａｄｍｉｎ']) {
    await ann.renames(name);
    await ann.says(`as ${name.slice(0, 20)}`);
  }
  await bob.sees('as ａｄｍｉｎ');
  const names = await bob.page.locator('#log .name').allTextContents();
  for (const name of names) {
    assert.match(name, /^[\p{L}\p{M}\p{Nd}_]{1,16}$/u);
    assert.doesNotMatch(name.normalize('NFKD'), /^[aа]dmin$/i);
  }
  assert.equal(await bob.page.locator('#log .badge:visible').count(), 0);
  assert.equal(await bob.page.locator('#people img').count(), 0);
});

test('the secret, typed as the name, makes an admin and leaves no trace', async t => {
  const house = await open(t);
  const [ann, bob] = await Promise.all([enter(t, house), enter(t, house)]);
  await ann.renames(house.secret);
  await ann.isCalled('admin');
  assert.equal(await traces(ann, house.secret), '');
  await ann.says('I am the admin');
  await bob.page.locator('[data-seq]', { hasText: 'I am the admin' }).locator('.badge:visible').waitFor();

  await ann.page.reload();
  await ann.here();
  await ann.isCalled('admin');
  await ann.says('still');
  assert.equal(await ann.page.locator('#log .badge.rank').count(), 2);
  for (const guest of [ann, bob]) assert.equal(await traces(guest, house.secret), '');
});

test('a secret after /nick leaves no trace, not even while it is typed', async t => {
  const ann = await enter(t, await openWithOwnSecret(t));
  await ann.page.fill('#composer', `/nick ${OWN}`);
  assert.doesNotMatch(await stores(ann), /correct/);
  await ann.page.press('#composer', 'Enter');
  await ann.isCalled('admin');
  await ann.page.press('#composer', 'ArrowUp');
  assert.equal(await ann.page.inputValue('#composer'), '');
  assert.equal(await traces(ann, OWN), '');
});

test('a message that holds a secret goes nowhere', async t => {
  const house = await openWithOwnSecret(t);
  const [ann, bob] = await Promise.all([enter(t, house), peer(t, house)]);
  const secrets = [OWN, `talk-${'a2'.repeat(13)}`];
  for (const secret of secrets) await ann.enters(`by mistake: ${secret}`);
  await ann.page.locator('.notice', { hasText: 'holds an admin secret' }).nth(1).waitFor();
  await ann.says('oh');
  await bob.sees('oh');
  assert.deepEqual(bob.texts(), ['oh']);
  await ann.page.press('#composer', 'ArrowUp');
  await ann.page.press('#composer', 'ArrowUp');
  assert.equal(await ann.page.inputValue('#composer'), 'oh');
  for (const secret of secrets) assert.equal(await traces(ann, secret), '');
});

async function openWithOwnSecret(t) {
  const folder = await mkdtemp(join(tmpdir(), 'talktalktalk-'));
  cleanup(t, () => rm(folder, { recursive: true }));
  const file = join(folder, 'secret');
  await writeFile(file, `${OWN}\n`, { mode: 0o600 });
  return open(t, '--admin-secret-file', file);
}

/** What of the secret is anywhere in the page or in what the browser keeps: "" for nothing. */
async function traces(guest, secret) {
  const everything = await stores(guest) + await guest.page.evaluate(() => {
    const fields = [...document.querySelectorAll('input, textarea')].map(field => field.value);
    return document.documentElement.outerHTML + fields.join() + location.href + document.cookie;
  });
  const start = everything.indexOf(secret.slice(0, 12));
  return start < 0 ? '' : everything.slice(Math.max(0, start - 40), start + 40);
}

function stores(guest) {
  return guest.page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
}
