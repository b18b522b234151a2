// Takes the pictures of how a phone and a terminal become one person, from the running program: `make pictures`.

import { mkdir } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { enter, LAN } from './guest.js';
import { open } from './server.js';
import { html } from './terminal-page.js';
import { member } from './terminal.js';

const FOLDER = fileURLToPath(new URL('../../docs/pictures/', import.meta.url));
const WIDE = { viewport: { width: 1280, height: 720 } };
const PHONE = { viewport: { width: 390, height: 720 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2, timezoneId: 'UTC' };
const CODE = /[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}/;

await mkdir(FOLDER, { recursive: true });

test('from the terminal to the phone', async t => {
  const { house, mira, phone } = await party(t);
  const sam = await member(t, house, 'sam');
  await sam.sits(80, 24);
  await sam.sees('sam · 3 online');
  await sam.keys('/link', 'Enter');
  await sam.sees('▀▀▀▀▀▀▀');
  const screen = await sam.screen();
  await picture(mira, screen, 'link-terminal');

  const [code] = screen.lines.join('').match(CODE);
  await phone.page.goto(`${door(house).url}#link=${code}`);
  await phone.page.getByRole('button', { name: 'Link this browser' }).waitFor();
  await take(phone, 'link-phone-asks');
  await phone.page.getByRole('button', { name: 'Link this browser' }).click();
  await phone.isCalled('sam');
  await phone.page.click('#name');
  await phone.page.locator('#profile .devices li').nth(1).waitFor();
  await take(phone, 'link-phone-done');

  await sam.leaves();
  await sam.sits(40, 12);
  await sam.sees('sam · 2 online');
  await sam.keys('/link', 'Enter');
  await sam.sees('#link=');
  await picture(mira, await sam.screen(), 'link-terminal-narrow');
});

test('from the phone to the terminal', async t => {
  const { house, mira, phone } = await party(t);
  await phone.renames('sam');
  await phone.isCalled('sam');
  await phone.page.click('#name');
  await phone.page.getByRole('button', { name: 'Link another device' }).click();
  const code = await phone.page.locator('#profile output', { hasText: CODE }).textContent();
  await take(phone, 'link-phone');

  const laptop = await member(t, house, 'laptop');
  await laptop.sits(80, 14);
  await laptop.sees('laptop · 3 online');
  await laptop.keys(`/link ${code}`, 'Enter');
  await laptop.sees('sam · 2 online');
  await laptop.keys('/devices', 'Enter');
  await laptop.sees('this one');
  await picture(mira, await laptop.screen(), 'link-terminal-done');
});

/** A room with somebody in it, and a phone. */
async function party(t) {
  const house = await open(t, '--public', LAN);
  const mira = await enter(t, door(house), WIDE);
  await mira.renames('mira');
  await mira.says('morning all', 'who brings the cake?');
  return { house, mira, phone: await enter(t, door(house), PHONE) };
}

/** The page under a name that can be read. */
function door(house) {
  return { url: `http://${LAN}:${house.web}/` };
}

async function picture(guest, screen, name) {
  const page = await guest.page.context().newPage();
  await page.setContent(html(screen));
  await page.locator('pre').screenshot({ path: `${FOLDER}${name}.png` });
  await page.close();
}

async function take(guest, name) {
  await guest.page.screenshot({ path: `${FOLDER}${name}.png` });
}
