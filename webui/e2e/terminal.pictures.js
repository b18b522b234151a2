// Takes the pictures of the terminal, from the running program: `make pictures`.

import { mkdir } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { lastYear } from './lastyear.js';
import { open } from './server.js';
import { html } from './terminal-page.js';
import { member } from './terminal.js';

const FOLDER = fileURLToPath(new URL('../../docs/pictures/', import.meta.url));

const TALK = [
  ['mira', 'morning all. **release day** is today, isn\'t it?'],
  ['tomás', 'it is! notes are at https://example.org/notes/3.2'],
  ['tomás', 'two things left:\n> check the upgrade from 3.1\n> say it on the list'],
  ['ada', 'I did the upgrade on the test box, with everything since 2019 in it. It took four minutes, and `--check` finds *nothing* to complain about:'],
  ['ada', '```\n$ upgrade --from 3.1 --check\nchecking 4,211 records\nall well, 0 changed\n```'],
  ['mira', '/me dances'],
  ['tomás', 'lovely. sam, can you do the list?'],
  ['Zoë', 'great work everyone, see you at the ~~meeting~~ *party*'],
];

await mkdir(FOLDER, { recursive: true });

let browser;

before(async () => {
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
});

after(() => browser.close());

test('busy', async t => {
  const house = await open(t, '--flood', 'off');
  for (const other of await talk(t, house)) await other.sits(80, 24);
  const sam = await member(t, house, 'sam');
  await sam.sits(90, 20);
  await sam.sees('great work');
  await sam.keys('on it, @mira, in ten minutes', 'Enter');
  await sam.sees('sam  on it');
  await sam.sees('5 online');
  await sam.pastes('here is what I would send:\n**3.2 is out**, with an upgrade that takes minutes');
  await sam.sees('2 lines');
  await take(sam, 'terminal-busy');
});

test('divider', async t => {
  const house = await open(t, '--flood', 'off');
  const sam = await member(t, house, 'sam');
  await sam.sits(80, 16);
  await sam.sees('online');
  await sam.keys('have to run, back after lunch', 'Enter');
  await sam.sees('sam  have to run');
  await sam.leaves();
  await talk(t, house);
  await sam.sits(80, 16);
  await sam.sees('End'); // of the line on what is new below
  await take(sam, 'terminal-divider');
});

test('people', async t => {
  const house = await open(t, '--flood', 'off');
  for (const name of ['mira', 'tomás', 'ada', 'Игорь', 'Zoë', 'max', 'user123']) {
    const other = await member(t, house, name);
    await other.sits(80, 24);
    await other.sees(name);
  }
  const sam = await member(t, house, 'sam');
  await sam.sits(80, 16);
  await sam.sees('8 online');
  await sam.keys('C-o');
  await sam.sees('Esc closes');
  await take(sam, 'terminal-people');
});

test('narrow', async t => {
  const house = await open(t, '--flood', 'off');
  await talk(t, house);
  const sam = await member(t, house, 'sam');
  await sam.sits(44, 24);
  await sam.sees('great work');
  await take(sam, 'terminal-narrow');
});

test('plain', async t => {
  const house = await open(t, '--flood', 'off');
  await talk(t, house);
  const sam = await member(t, house, 'sam');
  await sam.sits(80, 20, 'plain');
  await sam.sees('great work');
  await sam.keys('on it, in ten minutes', 'Enter');
  await sam.sees('sam: on it');
  await take(sam, 'terminal-plain');
});

for (const [name, width, height] of [['terminal-search', 80, 24], ['terminal-search-narrow', 40, 12]]) {
  test(name, async t => {
    const house = await open(t, '--flood', 'off');
    await house.takesIn(lastYear());
    const sam = await member(t, house, 'sam');
    await sam.sits(width, height);
    await sam.sees('online');
    await sam.keys('/search release notes', 'Enter');
    await sam.sees('Enter goes there');
    await take(sam, name);
    await sam.keys('Up', 'Up', 'Enter');
    await sam.sees('Esc leads back');
    await take(sam, `${name}-there`);
  });
}

/** Has people talk. */
async function talk(t, house) {
  const members = new Map();
  for (const [name] of TALK) if (!members.has(name)) members.set(name, await member(t, house, name));
  for (const [name, text] of TALK) {
    const speaker = members.get(name);
    if (text.startsWith('/')) await speaker.enters(text);
    else await speaker.says(text);
  }
  return [...members.values()];
}

async function take(sam, name) {
  const page = await browser.newPage({ deviceScaleFactor: 1.5 });
  await page.setContent(html(await sam.screen()));
  await page.locator('pre').screenshot({ path: `${FOLDER}${name}.png` });
  await page.close();
}
