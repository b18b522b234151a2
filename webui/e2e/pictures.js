// Takes the pictures of the page, from the running program: `make pictures`.

import { mkdir } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { lay } from './network.js';
import { enter } from './guest.js';
import { lastYear } from './lastyear.js';
import { open } from './server.js';

const FOLDER = fileURLToPath(new URL('../../docs/pictures/', import.meta.url));
const WIDE = { viewport: { width: 1100, height: 720 } };
const NARROW = { viewport: { width: 900, height: 640 } };
const PHONE = { viewport: { width: 390, height: 780 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };

const TALK = [
  ['mira', 'morning all. **release day** is today, isn\'t it?'],
  ['tomás', 'it is! notes are at https://example.org/notes/3.2'],
  ['tomás', 'two things left:\n> check the upgrade from 3.1\n> say it on the list'],
  ['ada', 'I did the upgrade on the test box, here is what it said'],
  ['ada', '```\n$ upgrade --from 3.1\nchecking 4,211 records\nall well, 0 changed\n```'],
  ['mira', '/me dances'],
  ['tomás', 'lovely. sam, can you do the list?'],
  ['Zoë', 'great work everyone, see you at the *party*'],
];

await mkdir(FOLDER, { recursive: true });

test('first visit', async t => {
  const ann = await enter(t, await open(t), NARROW);
  await take(ann, 'first-visit');
});

for (const [name, options] of [['busy', WIDE], ['dark', { ...WIDE, colorScheme: 'dark' }], ['phone', PHONE]]) {
  test(name, async t => {
    const house = await open(t, '--flood', 'off');
    await talk(t, house);
    const sam = await visitor(t, house, 'sam', options);
    await sam.sees('great work');
    await sam.says('on it, @mira, in ten minutes');
    await take(sam, name);
  });
}

test('divider', async t => {
  const house = await open(t, '--flood', 'off');
  const sam = await visitor(t, house, 'sam', NARROW);
  await sam.says('have to run, back after lunch');
  await sam.page.close();
  await talk(t, house);
  await sam.comes();
  await sam.page.locator('#divider').waitFor();
  await take(sam, 'divider');
});

test('offline', async t => {
  const house = await open(t, '--flood', 'off');
  const cable = await lay(t, house);
  await talk(t, house, 4);
  const sam = await visitor(t, cable, 'sam', NARROW);
  await sam.sees('test box');
  cable.cut();
  await sam.away();
  await sam.enters('I am on the train, the tunnel is coming');
  await sam.enters('so this will come a little later');
  await sam.page.fill('#composer', 'and this I am still writing');
  await sam.page.locator('#status', { hasText: 'reconnecting…' }).waitFor();
  await take(sam, 'offline');
});

test('refused', async t => {
  const house = await open(t, '--flood', '3/5s');
  const sam = await visitor(t, house, 'sam', NARROW);
  await sam.says('one', 'two');
  await sam.enters('/shurg');
  await sam.page.locator('[data-state=refused]').waitFor();
  await sam.enters('three');
  await sam.enters('four');
  await sam.page.locator('#flood:visible').waitFor();
  await take(sam, 'refused');
});

test('editing', async t => {
  const house = await open(t, '--flood', 'off');
  await talk(t, house);
  const sam = await visitor(t, house, 'sam', NARROW);
  await sam.sees('great work');
  await sam.says('on it, @mira', 'oops, wrong room', 'in ten minuts');
  await sam.message('wrong room').hover();
  await sam.page.locator('.acts .delete').click();
  await sam.page.locator('.acts .yes').click();
  await sam.sees('message deleted');
  await sam.page.press('#composer', 'Alt+ArrowUp');
  await sam.enters('in ten minutes');
  await sam.page.locator('.edited:visible').waitFor();
  await sam.page.press('#composer', 'Alt+ArrowUp');
  await sam.message('on it').hover();
  await sam.page.screenshot({ path: `${FOLDER}editing.png` });
});

test('people', async t => {
  const house = await open(t, '--flood', 'off');
  const others = await talk(t, house);
  const sam = await visitor(t, house, 'sam', PHONE);
  await sam.sees('great work');
  await sam.page.click('#online');
  await sam.page.locator('#people', { hasText: await others.at(-1).name() }).waitFor();
  await take(sam, 'people');
});

for (const [name, options] of [['search', WIDE], ['search-phone', { ...PHONE, colorScheme: 'dark' }]]) {
  test(name, async t => {
    const house = await open(t, '--flood', 'off');
    await house.takesIn(lastYear());
    await talk(t, house);
    const sam = await visitor(t, house, 'sam', options);
    await sam.sees('great work');
    await sam.page.keyboard.press('Control+k');
    await sam.page.keyboard.type('release notes');
    await sam.page.locator('#search .note', { hasText: '3 found' }).waitFor();
    await take(sam, name);
    await sam.page.locator('#search li a', { hasText: 'last time' }).click();
    await sam.page.locator('#log [aria-current]').waitFor();
    await sam.sees('tea kettle in them');
    await take(sam, `${name}-there`);
  });
}

async function visitor(t, door, name, options) {
  const guest = await enter(t, door, options);
  await guest.renames(name);
  await guest.isCalled(name);
  return guest;
}

/** Has people talk. */
async function talk(t, house, lines = TALK.length) {
  const guests = new Map();
  for (const [name] of TALK) if (!guests.has(name)) guests.set(name, await visitor(t, house, name));
  for (const [name, text] of TALK.slice(0, lines)) {
    await guests.get(name).says(text);
  }
  return [...guests.values()];
}

async function take(guest, name) {
  await guest.page.mouse.move(0, 0);
  await guest.page.screenshot({ path: `${FOLDER}${name}.png` });
}
