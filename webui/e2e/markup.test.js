// What messages say, as the page shows it: markup, mentions, long texts, addresses.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { numbered, write } from './load.js';
import { enter } from './guest.js';
import { peer } from './peer.js';
import { open } from './server.js';

test('markup is shown, and nothing else', async t => {
  const house = await open(t, '--flood', 'off');
  const [ann, bob] = await Promise.all([peer(t, house), enter(t, house)]);
  await ann.says('**bold** *italic* ~~struck~~ `code`', '```\nfenced\n  code\n```', '> quoted',
    'see https://example.com/a?b=c. There', 'https://a"onmouseover="alert(1)', '&lt; <b>x</b> [x](http://y)');
  await bob.sees('&lt;');
  const html = await bob.page.locator('#log .text').evaluateAll(boxes => boxes.map(box => box.innerHTML));
  assert.equal(html[0], '<strong>bold</strong> <em>italic</em> <del>struck</del> <code>code</code>');
  assert.match(html[1], /^<pre><code>fenced\n {2}code\n?<\/code><\/pre>$/);
  assert.match(html[2], /^<blockquote>quoted<\/blockquote>$/);
  const links = await bob.page.locator('#log .text a').evaluateAll(links => links.map(({ href, textContent, rel, target }) => ({ href, textContent, rel, target })));
  assert.equal(links[0].href, 'https://example.com/a?b=c');
  assert.equal(links[0].textContent, links[0].href);
  for (const { rel, target } of links) assert.deepEqual([/noopener/.test(rel), /noreferrer/.test(rel), target], [true, true, '_blank']);
  assert.equal(await bob.page.locator('#log [onmouseover]').count(), 0);
  assert.equal((await bob.texts())[4], 'https://a"onmouseover="alert(1)');
  assert.equal((await bob.texts())[5], '&lt; <b>x</b> [x](http://y)');
});

test('long and unusual texts are whole, and keep inside the page, wide and on a phone', async t => {
  const house = await open(t, '--flood', 'off');
  const [ann, bob] = await Promise.all([enter(t, house), enter(t, house, { viewport: { width: 360, height: 700 } })]);
  const texts = [
    '😀'.repeat(4000), numbered('line', 100).join('\n'), 'x'.repeat(4000), `https://example.org/${'y'.repeat(3000)}`,
    'مرحبا بالعالم beside Latin', 'Latin beside مرحبا', `\`${'z'.repeat(1000)}\``, `\`\`\`\n${'w'.repeat(1000)}\n\`\`\``,
  ];
  await ann.says(...texts);
  await bob.sees(/^w{1000}/);
  for (const guest of [ann, bob]) {
    for (const fold of await guest.page.locator('.fold button:first-child').all()) await fold.click();
    assert.deepEqual((await guest.texts()).map(text => text.trimEnd()), [...texts.slice(0, 6), 'z'.repeat(1000), 'w'.repeat(1000)]);
    assert.deepEqual(await guest.page.evaluate(() => [document.documentElement, document.querySelector('#log')]
      .map(box => box.scrollWidth - box.clientWidth)), [0, 0]);
    assert.deepEqual(await guest.page.locator('#log .text').evaluateAll(boxes => boxes.slice(4, 6).map(box => getComputedStyle(box).direction)), ['rtl', 'ltr']);
  }
});

test('names keep their direction to themselves', async t => {
  const house = await open(t);
  const [ann, bob] = await Promise.all([peer(t, house, 'مرحبا'), enter(t, house)]);
  await ann.says('Latin', '/me waves');
  await bob.sees('waves');
  for (const row of await bob.page.locator('#log .head').all()) {
    const [name, time] = await Promise.all([row.locator('.name').boundingBox(), row.locator('time').boundingBox()]);
    assert.ok(name.x + name.width <= time.x, 'the time stands behind the name');
  }
  assert.equal(await bob.page.locator('#log .name').first().evaluate(name => name.tagName), 'BDI');
  await bob.page.locator('#people bdi', { hasText: 'مرحبا' }).waitFor();
});

test('a long paste is folded, opens, and is copied whole, over plain http too', async t => {
  const house = await open(t);
  const ann = await enter(t, { url: `http://chat.lan:${house.web}/` });
  const text = numbered('line', 40).join('\n');
  await ann.says(text);
  const row = ann.message('line 40');
  const height = () => row.evaluate(row => row.offsetHeight);
  const folded = await height();
  await row.getByText('Show all 40 lines').click();
  assert.ok(await height() > 2 * folded);
  await row.getByText('copy', { exact: true }).click();
  await row.getByText('copied', { exact: true }).waitFor();
  await row.getByText('Show less').click();
  assert.equal(await height(), folded);
  await ann.page.focus('#composer');
  await ann.page.keyboard.press('Control+V');
  assert.equal(await ann.page.inputValue('#composer'), text);
});

test('the page finds mentions as the terminal does', async t => {
  const cases = JSON.parse(await readFile(new URL('../../room/names/testdata/mentions.json', import.meta.url), 'utf8'));
  const house = await open(t, '--flood', 'off');
  const ann = await enter(t, house);
  await ann.lendsModules();
  const texts = [...new Set(cases.map(({ text }) => text).filter(Boolean))];
  await write(house, texts);
  for (const text of texts) await ann.hears(object => object.text === text);
  const messages = ann.heard.filter(({ type }) => type === 'message');
  const got = await ann.page.evaluate(async ({ cases, messages }) => {
    const { fill } = await import(new URL('source/log/content.js', location.href));
    return cases.map(({ name, text }) => {
      const row = document.getElementById('message-row').content.firstElementChild.cloneNode(true);
      fill(row, messages.find(message => message.text === text) ?? { text }, name);
      return row.classList.contains('mentioned');
    });
  }, { cases, messages });
  assert.deepEqual(cases.filter(({ want }, i) => want !== got[i]).map(({ why }) => why), []);
});

test('mentions are bold, marked in the margin, and named by the pill', async t => {
  const house = await open(t, '--flood', 'off');
  const [ann, bob] = await Promise.all([enter(t, house), peer(t, house, 'bob')]);
  await ann.renames('ann');
  await ann.isCalled('ann');
  await write(house, numbered('line', 100));
  await bob.says('hi @Ann and ann, not annex, not `ann`', 'not for @bob');
  await ann.sees('not for @bob');
  const row = ann.message('hi @Ann');
  assert.deepEqual(await row.locator('mark').allTextContents(), ['@Ann', 'ann']);
  assert.match(await row.getAttribute('class'), /\bmentioned\b/);
  assert.equal(await ann.message('not for @bob').locator('mark').count(), 0);
  await ann.renames('Annabel');
  await row.locator('mark').first().waitFor({ state: 'detached' });
  await ann.renames('ann');
  await row.locator('mark', { hasText: '@Ann' }).waitFor();
  await ann.says('I am ann');
  assert.equal(await ann.message('I am ann').locator('mark').count(), 0);

  await ann.scrollsTo(0);
  await bob.says('ann?');
  await ann.page.locator('#new.mention', { hasText: '1 new · @ you' }).waitFor();
});

test('an address opens the page at its message, and marks it', async t => {
  const house = await open(t, '--flood', 'off');
  const lines = await write(house, numbered('line', 400));
  const { messages } = await (await peer(t, house)).asks({ type: 'after', seq: 0, limit: 100 });
  const { seq } = messages.find(({ text }) => text === lines[49]);
  const bob = await enter(t, { url: `${house.url}#m${seq}` });
  const marked = bob.page.locator('#log [aria-current]');
  await marked.waitFor();
  assert.equal(await marked.locator('.text').textContent(), lines[49]);
  assert.ok(await inSight(bob, marked));
  await bob.page.locator('#new', { hasText: 'Newest messages' }).waitFor();

  await bob.message(new RegExp(`^${lines[52]}$`)).hover();
  await bob.message(new RegExp(`^${lines[52]}$`)).locator('.link').click();
  await marked.locator('.text', { hasText: new RegExp(`^${lines[52]}$`) }).waitFor();
  assert.equal(await marked.count(), 1);
  assert.match(bob.page.url(), /#m\d+$/);
  await marked.locator('.link[data-said]').waitFor();
  await bob.page.focus('#composer');
  await bob.page.keyboard.press('Control+V');
  assert.equal(await bob.page.inputValue('#composer'), bob.page.url());

  await bob.page.evaluate(() => { location.hash = '#m999999'; });
  await bob.isTold('There is no message 999999.');
  await bob.says('and to the end');
  await bob.sees('and to the end');
  assert.deepEqual((await bob.texts()).slice(-2), [lines[399], 'and to the end']);
});

function inSight(guest, row) {
  return row.evaluate(row => {
    const box = row.closest('#log').getBoundingClientRect(), place = row.getBoundingClientRect();
    return place.top >= box.top && place.bottom <= box.bottom;
  });
}
