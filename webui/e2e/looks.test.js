// What the page is like to look at and to hear: axe's rules, colors, places.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { lay } from './network.js';
import { numbered, write } from './load.js';
import { admin } from './admin.js';
import { enter } from './guest.js';
import { peer } from './peer.js';
import { open } from './server.js';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

test('axe finds nothing to mend, wide and on a phone, light and dark', async t => {
  const house = await open(t, '--flood', 'off');
  const [ann, bob] = await Promise.all([enter(t, house), peer(t, house)]);
  await bob.says(`hi @${await ann.name()}, see \`code\`, > and https://example.org`, '> quoted');
  await ann.says('hello', '/me waves', '/help');
  await ann.enters('/bogus');
  await ann.page.locator('[data-state=refused]').waitFor();
  assert.deepEqual(await violations(ann), []);

  await ann.says('to be edited', 'to be deleted');
  await ann.page.locator('[data-seq]:not([data-seq=""])', { hasText: 'to be deleted' }).hover();
  await ann.page.locator('.acts .delete').click();
  await ann.page.press('#composer', 'Alt+ArrowUp');
  assert.deepEqual(await violations(ann), []);
  await ann.page.locator('.acts .yes').click();
  await ann.sees('message deleted');
  await ann.page.press('#composer', 'Escape');
  await ann.page.press('#composer', 'Alt+ArrowUp');
  await ann.enters('edited');
  await ann.page.locator('.edited:visible').waitFor();
  assert.deepEqual(await violations(ann), []);

  const max = await admin(t, house);
  await max.says('/topic tea at https://example.org', `/mute ${await ann.name()} 5m hush`, '/log', '/slow 10s');
  await ann.page.locator('#standing', { hasText: 'You are muted' }).waitFor();
  assert.deepEqual(await violations(ann), []);
  assert.deepEqual(await violations(max), []);
  await max.message('hello').hover();
  await max.page.locator('.acts .more').click();
  await max.page.locator('#act').getByText('ban', { exact: true }).click();
  assert.deepEqual(await violations(max), []);
  await max.page.setViewportSize({ width: 390, height: 844 });
  assert.deepEqual(await violations(max), []);

  await ann.page.setViewportSize({ width: 390, height: 844 });
  await ann.page.click('#online');
  await ann.page.locator('#people').waitFor();
  await ann.page.click('#name');
  assert.deepEqual(await violations(ann), []);
});

test('each person\'s color is legible, light and dark', async t => {
  const ann = await enter(t, await open(t));
  for (const colorScheme of ['light', 'dark']) {
    await ann.page.emulateMedia({ colorScheme });
    for (const ground of ['--ground', '--raised', '--called']) {
      const contrasts = await ann.page.evaluate(contrastOfColors, ground);
      assert.equal(contrasts.length, 16);
      for (const [color, contrast] of contrasts.entries()) assert.ok(contrast >= 4.5, `color ${color} on ${ground}, ${colorScheme}: ${contrast}`);
    }
  }
});

test('the log is heard as a log of messages, each with its writer and time', async t => {
  const house = await open(t);
  const ann = await peer(t, house, 'ann');
  await ann.says('hello', 'again');
  const bob = await enter(t, house);
  const tree = await bob.page.locator('#log').ariaSnapshot();
  assert.match(tree, /^- log "Messages":\n {2}- list:/);
  assert.match(tree, /ann[^]*hello[^]*ann[^]*again/);
  assert.ok(tree.match(/- listitem:[^]*?\d\d:\d\d[^]*?- listitem:[^]*?\d\d:\d\d/), tree);

  const devtools = await bob.page.context().newCDPSession(bob.page);
  const { root: { nodeId } } = await devtools.send('DOM.getDocument');
  const { nodes: [log] } = await devtools.send('Accessibility.queryAXTree', { nodeId, accessibleName: 'Messages', role: 'log' });
  const properties = new Map(log.properties.map(({ name, value }) => [name, value.value]));
  assert.equal(properties.get('live'), 'polite');
  assert.equal(properties.get('relevant'), 'additions text');
  assert.ok(!properties.get('atomic')); // not all of it for each new message
});

test('what is new is read out, history and catch-ups are not', async t => {
  const house = await open(t, '--flood', 'off');
  const cable = await lay(t, house);
  const [ann, bob] = await Promise.all([enter(t, cable), peer(t, house)]);
  await write(house, numbered('line', 150));
  await ann.sees(/^line 150$/);
  await ann.hasRead(); // or the page would open further up
  await ann.page.addInitScript(listen);
  await ann.page.reload();
  await ann.here();
  await bob.says('now');
  await ann.sees('now');
  await ann.scrollsTo(0);
  await ann.sees(/^line 1$/);
  cable.cut();
  await ann.away();
  await bob.says('missed');
  cable.mend();
  await ann.reconnects();
  await bob.says('and again');
  await ann.sees('and again');
  assert.deepEqual(await ann.page.evaluate(() => window.spoken), ['now', 'and again']);
});

/** Runs in the page: notes the texts of messages that come into the log while it speaks. */
function listen() {
  window.spoken = [];
  document.addEventListener('DOMContentLoaded', () => {
    const log = document.querySelector('#log'), list = log.querySelector('.messages');
    const insert = list.insertBefore;
    list.insertBefore = function (row, next) {
      if (log.ariaLive === 'polite') window.spoken.push(row.querySelector('.text')?.textContent);
      return insert.call(this, row, next);
    };
  });
}

test('earlier messages load above the one in sight, which stays where it is', async t => {
  const house = await open(t, '--flood', 'off');
  const lines = await write(house, numbered('line', 150));
  const ann = await enter(t, house);
  assert.deepEqual(await ann.texts(), lines.slice(-100));

  const button = ann.page.locator('#previous', { hasText: 'Load previous messages' });
  const last = ann.page.locator('#log .text').getByText(lines[149], { exact: true });
  const before = await last.boundingBox();
  await button.evaluate(button => button.click()); // with no scrolling before, as a screen reader does
  await ann.page.locator('#log .text').getByText(lines[0], { exact: true }).waitFor({ state: 'attached' });
  assert.deepEqual(await last.boundingBox(), before);
  await button.waitFor({ state: 'hidden' });
  assert.deepEqual(await ann.texts(), lines);
});

test('the view follows at the end, and stays where it is elsewhere', async t => {
  const house = await open(t, '--flood', 'off');
  const ann = await enter(t, house);
  await write(house, numbered('line', 100));
  await ann.sees(/^line 100$/);
  const log = ann.page.locator('#log');
  const fromEnd = () => log.evaluate(box => box.scrollHeight - box.scrollTop - box.clientHeight);
  assert.ok(await fromEnd() < 1);

  await log.evaluate(box => { box.scrollTop -= 90; });
  await write(house, ['near the end']);
  await ann.sees('near the end');
  assert.ok(await fromEnd() < 1);

  await log.evaluate(box => { box.scrollTop -= 400; });
  const place = await log.evaluate(box => box.scrollTop);
  await write(house, ['far from it']);
  await ann.sees('far from it');
  assert.equal(await log.evaluate(box => box.scrollTop), place);

  await ann.says('my own');
  assert.ok(await fromEnd() < 1);
});

/** What axe finds in the page as it is, and then with other colors, which only some of its rules are about. */
async function violations({ page }) {
  if (!await page.evaluate(() => 'axe' in window)) await page.evaluate(axe);
  const light = await page.evaluate(findings, {});
  await page.emulateMedia({ colorScheme: 'dark' });
  const dark = await page.evaluate(findings, { runOnly: ['color-contrast', 'link-in-text-block'] });
  await page.emulateMedia({ colorScheme: 'light' });
  return [...light, ...dark];
}

/** Runs in the page. */
async function findings(options) {
  const { violations } = await window.axe.run(options);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

/** Runs in the page: the contrast of the sixteen colors with a ground, as WCAG counts it. */
function contrastOfColors(token) {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  const probe = document.body.appendChild(document.createElement('span'));
  const luminance = color => {
    probe.style.color = color;
    canvas.fillStyle = getComputedStyle(probe).color;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map(value => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = luminance(`var(${token})`);
  return Array.from({ length: 16 }, (_, i) => {
    const [dark, light] = [ground, luminance(`var(--person-${i})`)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  });
}
