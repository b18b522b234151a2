// Takes the pictures of docs/moderation.md, of the page and of the terminal: `make pictures`.

import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { admin, PHONE as SMALL } from './admin.js';
import { enter, visitor } from './guest.js';
import { open } from './server.js';
import { html } from './terminal-page.js';
import { member } from './terminal.js';

const FOLDER = fileURLToPath(new URL('../../docs/pictures/', import.meta.url));
const PHONE = { ...SMALL, deviceScaleFactor: 2 };
const WIDE = { viewport: { width: 1000, height: 640 }, colorScheme: 'dark' };

const TALK = [
  ['mira', 'morning all. **release day** is today, isn\'t it?'],
  ['tomás', 'it is! notes are at https://example.org/notes/3.2'],
  ['sam', 'CHEAP WATCHES at https://example.net/watches'],
  ['sam', 'really CHEAP, look at https://example.net/watches'],
];

for (const [name, options] of [['order', PHONE], ['order-dark', { ...PHONE, colorScheme: 'dark' }]]) {
  test(name, async t => {
    const house = await open(t, '--flood', 'off');
    const sam = (await talk(t, house, options)).get('sam');
    const ann = await admin(t, house, options);
    const form = ann.page.locator('#act');
    await ann.sees('really CHEAP');
    await ann.says('/topic 3.2 is out: https://example.org/notes/3.2');
    await ann.message('really CHEAP').tap();
    if (name === 'order') await take(ann, `${name}-message`);
    await ann.page.locator('.acts .more').tap();
    await form.getByText('mute', { exact: true }).tap();
    await form.getByLabel('Reason').fill('advertising');
    if (name === 'order') await take(ann, `${name}-form`);
    await form.locator('.yes').tap();
    await ann.isTold('was muted');
    await sam.page.fill('#composer', 'but they are cheap!');
    if (name === 'order') await take(sam, `${name}-muted`);
    await ann.page.tap('#online');
    await ann.page.locator('.rules').tap();
    await form.getByText('lock', { exact: true }).tap();
    if (name === 'order') await take(ann, `${name}-room`);
    await form.locator('.yes').tap();
    await ann.isTold('was locked');
    await ann.page.tap('#online');
    await ann.says('/undo 2', '/ban sam 7d advertising', '/bans', '/log');
    await ann.page.getByRole('button', { name: '/unban 5' }).waitFor();
    if (name === 'order') await take(ann, `${name}-lists`);
    else await take(sam, `${name}-banned`);
  });
}

test('order-wide-dark', async t => {
  const house = await open(t, '--flood', 'off');
  await talk(t, house, WIDE);
  const ann = await admin(t, house, WIDE);
  await ann.sees('really CHEAP');
  await ann.says('/topic 3.2 is out: https://example.org/notes/3.2', '/slow 30s');
  await ann.page.locator('#people button', { hasText: 'sam' }).click();
  await ann.page.locator('#act').getByText('ban', { exact: true }).click();
  await ann.page.locator('#act').getByLabel('Reason').fill('advertising');
  await take(ann, 'order-wide-dark');
});

for (const [name, width, height] of [['order-terminal', 80, 24], ['order-terminal-narrow', 40, 12]]) {
  test(name, async t => {
    const house = await open(t, '--flood', 'off');
    await talk(t, house, {});
    const [ann, max] = [await member(t, house, 'ann'), await member(t, house, 'max')];
    await ann.sits(width, height);
    await ann.sees('really CHEAP');
    await max.sits(width, height);
    await ann.keys(`/nick ${house.secret}`, 'Enter');
    await ann.sees('you are admin');
    await ann.keys('/topic 3.2 is out: https://example.org/notes/3.2', 'Enter');
    await ann.sees('/undo 1');
    await ann.keys('/mute sam 1h advertising', 'Enter');
    await ann.sees('/undo 2');
    await ann.keys('/mute max 10m too loud', 'Enter');
    await ann.sees('/undo 3');
    await max.keys('am I?', 'Enter');
    await max.sees('left · You are muted');
    await ann.keys('/undo ', 'Tab', 'Tab');
    await ann.sees('/undo 2');
    await shoot(t, house, ann, name);
    if (height === 24) await shoot(t, house, max, `${name}-muted`);
  });
}

/** Has people talk, and returns them by name. */
async function talk(t, house, options) {
  const guests = new Map();
  for (const [name, text] of TALK) {
    if (!guests.has(name)) {
      const guest = await enter(t, house, options);
      await guest.renames(name);
      await guest.isCalled(name);
      guests.set(name, guest);
    }
    await guests.get(name).says(text);
  }
  return guests;
}

async function take(guest, name) {
  await guest.page.screenshot({ path: `${FOLDER}${name}.png`, animations: 'disabled' });
}

async function shoot(t, house, terminal, name) {
  const page = await visitor(t, house, { deviceScaleFactor: 1.5 });
  await page.goto('about:blank');
  await page.setContent(html(await terminal.screen()));
  await page.locator('pre').screenshot({ path: `${FOLDER}${name}.png` });
}
