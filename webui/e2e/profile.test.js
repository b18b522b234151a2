// One person at several devices: the sheet behind one's own name, codes, and the question in an address (B37).

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { cleanup } from './cleanup.js';
import { enter } from './guest.js';
import { becomes } from './patience.js';
import { open } from './server.js';
import { html } from './terminal-page.js';
import { member } from './terminal.js';

const exec = promisify(execFile);
const CODE = /[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}/;

test('a code of the terminal makes the page the same person, typed or read by a camera', async t => {
  const house = await open(t, '--public', '127.0.0.1');
  const [sam, guest] = [await member(t, house, 'sam'), await enter(t, house)];
  await sam.sits(80, 24);
  await sam.sees('sam · 2 online');
  await sam.keys('/link', 'Enter');
  const address = await sam.finds(new RegExp(`http://\\S+#link=${CODE.source}`));

  const phone = await enter(t, house, { viewport: { width: 390, height: 700 } });
  await becomes(async () => read(t, phone, await sam.screen()), address);
  await phone.page.goto(address);
  await phone.page.getByRole('button', { name: 'Link this browser' }).click();
  await phone.isCalled('sam');
  assert.equal(await phone.page.evaluate(() => location.hash), '');
  await sam.keys('from the terminal', 'Enter');
  await phone.page.hover('#log [data-seq]:has-text("from the terminal")');
  await phone.page.locator('.acts .change').waitFor(); // what sam has said is the phone's, too

  await sam.keys('/link', 'Enter');
  await sam.sees('2 online');
  const typed = await sam.finds(new RegExp(`(?!${address.match(CODE)[0]})\\b${CODE.source}`));
  await guest.page.click('#name');
  await guest.page.fill('#profile [name=code]', typed.toLowerCase().replace('-', ' '));
  await guest.page.press('#profile [name=code]', 'Enter');
  await guest.isCalled('sam');
  await guest.page.locator('#profile .devices li').nth(2).waitFor();
  await guest.page.locator('#people li', { hasText: /^sam \(you, web, ssh\)$/ }).waitFor();
  await sam.sees('sam · 1 online');
});

test('a code of the page makes the terminal the same person, until it is unlinked', async t => {
  const house = await open(t);
  const [ann, key] = [await enter(t, house), await member(t, house, 'somebody')];
  await ann.renames('ann');
  await ann.isCalled('ann');
  await ann.page.click('#name');
  await ann.page.getByRole('button', { name: 'Keep it for good' }).click();
  await ann.page.locator('#profile .words', { hasText: 'ann ✓ is yours' }).waitFor();
  await ann.page.getByRole('button', { name: 'Link another device' }).click();
  const code = await ann.page.locator('#profile output', { hasText: CODE }).textContent();
  assert.equal(await ann.page.textContent('#profile .address'), `${house.url}#link=${code}`);
  assert.match(await ann.page.textContent('#profile .command'), new RegExp(`^ssh .* link ${code}$`));
  await key.runs('link', code);
  await key.sits(80, 24);
  await key.sees('ann · 1 online');
  await key.keys('by key', 'Enter');
  await ann.sees('by key');
  assert.equal(await ann.message('by key').locator('.name').textContent(), 'ann');

  await ann.page.click('#name');
  await ann.page.locator('#profile .devices li', { hasText: 'ssh' }).getByRole('button').click();
  await ann.page.locator('#profile .devices').waitFor({ state: 'hidden' });
  await key.keys('as somebody new', 'Enter');
  await ann.sees('as somebody new');
  assert.notEqual(await ann.message('as somebody new').locator('.name').textContent(), 'ann');
});

test('codes that are none are refused, and asked about once', async t => {
  const ann = await enter(t, await open(t));
  await ann.page.evaluate(() => { location.hash = 'link=AAAA-BBBB'; });
  await ann.page.getByRole('button', { name: 'Link this browser' }).click();
  await ann.page.locator('#joining .said', { hasText: 'There is no such code' }).waitFor();
  await ann.page.getByRole('button', { name: 'Not now' }).click();
  await ann.page.reload();
  await ann.here();
  assert.ok(await ann.page.locator('#joining').isHidden());
  await ann.page.click('#name');
  await ann.page.keyboard.press('Escape');
  assert.ok(await ann.page.locator('#profile').isHidden());
});

/** What a camera reads on a picture of the screen, "" if that is nothing. */
async function read(t, guest, screen) {
  const folder = await mkdtemp(join(tmpdir(), 'talktalktalk-picture-'));
  cleanup(t, () => rm(folder, { recursive: true }));
  const page = await guest.page.context().newPage();
  await page.setContent(html(screen));
  await page.locator('pre').screenshot({ path: join(folder, 'screen.png') });
  await page.close();
  const { stdout } = await exec('zbarimg', ['--quiet', '--raw', join(folder, 'screen.png')]).catch(nothing => nothing);
  return stdout.trim();
}
