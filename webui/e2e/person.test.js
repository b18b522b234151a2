// What is one person's on the page is it at the terminal, and the other way round, until they are parted (B35, B37).

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enter } from './guest.js';
import { becomes } from './patience.js';
import { peer } from './peer.js';
import { open } from './server.js';
import { member } from './terminal.js';

const CODE = /[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}/;

test('a terminal that enters the page\'s code has what it has read, its zone and its right', async t => {
  const house = await open(t);
  const [bob, ann, key] = [await peer(t, house), await enter(t, house, { timezoneId: 'Asia/Tokyo' }), await member(t, house, 'laptop')];
  await key.sits(80, 24);
  await key.sees('laptop · 3 online');
  await key.leaves();
  await ann.renames(house.secret);
  await ann.isCalled('admin');
  await bob.says('one', 'two', 'three');
  const [one, three] = [await number(ann, 'one'), await number(ann, 'three')];
  await ann.said(object => object.type === 'read' && object.seq === three);
  await key.runs('link', await pageCode(ann));

  await key.sits(80, 24);
  await key.sees('admin · 2 online');
  await key.sees('three');
  const screen = await text(key);
  assert.match(screen, new RegExp(`^${clock(ann, one, 'Asia/Tokyo')} .* one$`, 'm'));
  assert.doesNotMatch(screen, /── new/, 'what the page has read is new');
  await key.keys('/topic by key', 'Enter');
  await bob.hears(object => object.type === 'topic' && object.text === 'by key');
  await key.leaves();

  await ann.page.close();
  await bob.says('four');
  await key.sits(80, 24);
  await key.sees('── new');
  await key.sees('four');
  assert.match(await text(key), /three\n── new.*\n.*four/);
  await key.keys('seen', 'Enter');
  await bob.sees('seen');
  await key.finds(/admin {2}seen$/m);
  await ann.comes();
  const read = await number(ann, 'seen');
  await ann.hears(object => object.type === 'welcome' && object.read >= read);

  await ann.page.click('#name');
  await ann.page.locator('#profile .devices li', { hasText: 'ssh' }).getByRole('button').click();
  await ann.page.locator('#profile .devices').waitFor({ state: 'hidden' });
  await key.keys('somebody new', 'Enter');
  assert.notEqual((await bob.sees('somebody new')).name, 'admin');
  await key.keys('/topic by nobody', 'Enter');
  await key.sees('Only an admin may use /topic.');
  assert.match(await text(key), new RegExp(`^${clock(ann, one, 'UTC')} .* one$`, 'm'), 'the zone is still the page\'s');
});

test('a page that enters the terminal\'s code has its claim and its right, and gives it the zone', async t => {
  const house = await open(t);
  const [bob, sam] = [await peer(t, house), await member(t, house, 'sam')];
  await sam.sits(80, 24);
  await sam.sees('sam · 2 online');
  await sam.keys('/claim', 'Enter');
  await sam.sees('sam is yours');
  await sam.keys('from the desk', 'Enter');
  await bob.sees('from the desk');
  await bob.says('noted');
  await sam.sees('noted');
  await sam.keys(`/nick ${house.secret}`, 'Enter');
  await sam.sees('you are admin');
  await sam.keys('/link', 'Enter');
  const code = await sam.finds(CODE);

  const phone = await enter(t, house, { timezoneId: 'America/New_York' });
  await phone.page.click('#name');
  await phone.page.fill('#profile [name=code]', code);
  await phone.page.press('#profile [name=code]', 'Enter');
  await phone.isCalled('admin');
  await sam.keys('PPage'); // the QR code is high
  await sam.sees(`${clock(bob, await number(bob, 'from the desk'), 'America/New_York')} `);
  await sam.keys('End');
  await phone.enters('/topic by page');
  await bob.hears(object => object.type === 'topic' && object.text === 'by page');
  await phone.renames('sam');
  await phone.isCalled('sam');
  await becomes(async () => {
    const { people } = await bob.asks({ type: 'people' });
    return people.filter(({ name }) => name !== bob.name).map(({ name, claimed, via }) => ({ name, claimed, via }));
  }, [{ name: 'sam', claimed: true, via: ['web', 'ssh'] }]);

  await sam.keys('/unlink others', 'Enter');
  await sam.sees('somebody new from now on');
  await phone.enters('as another');
  assert.notEqual((await bob.sees('as another')).name, 'sam');
  await phone.enters('/topic by nobody');
  await phone.page.locator('#log [data-state=refused]', { hasText: 'Only an admin may use' }).waitFor();
});

test('codes that are wrong, used or guessed are refused with a sentence at both doors', async t => {
  const house = await open(t);
  const [ann, eve] = [await enter(t, house), await enter(t, house)];
  const [key, other] = [await member(t, house, 'laptop'), await member(t, house, 'other')];
  const code = await pageCode(ann);
  await key.runs('link', code);
  await eve.page.click('#name');
  const enters = async (typed, sentence) => {
    await eve.page.fill('#profile [name=code]', typed);
    await eve.page.press('#profile [name=code]', 'Enter');
    await eve.page.locator('#profile .said', { hasText: sentence }).waitFor();
  };
  const runs = (typed, exit, sentence) =>
    assert.rejects(other.runs('link', typed), error => error.code === exit && error.stderr.startsWith(sentence));
  await enters(code, 'That code was used. /link at the other device makes another.');
  await runs(code, 64, 'That code was used. /link at the other device makes another.');
  await enters('AAAA-BBBB', 'There is no such code. /link at the other device makes one.');
  await runs('AAAA-BBBB', 64, 'There is no such code. /link at the other device makes one.');
  const [good, guesser] = [await pageCode(ann), await peer(t, house)];
  for (const letter of '23456') await assert.rejects(guesser.says(`/link AAAA-AAA${letter}`)); // five a minute from an address
  await enters(good, /Too fast: try again in \d+ s/);
  await runs(good, 75, 'Too fast: try again in ');
});

/** A code that the page makes. */
async function pageCode(guest) {
  const code = guest.page.locator('#profile output');
  if (await guest.page.locator('#profile').isHidden()) await guest.page.click('#name');
  const before = await code.textContent();
  await guest.page.getByRole('button', { name: 'Link another device' }).click();
  await guest.page.waitForFunction(before => document.querySelector('#profile output').textContent !== before, before);
  return code.textContent();
}

/** The number of the message with a text. */
async function number(guest, text) {
  await guest.sees(text);
  return guest.heard.find(object => object.type === 'message' && object.text === text).seq;
}

/** The time of a message, as a terminal shows it in a zone. */
function clock(guest, seq, timeZone) {
  const { at } = guest.heard.find(object => object.type === 'message' && object.seq === seq);
  return new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }).format(at);
}

/** What stands on the screen, without its looks. */
async function text(member) {
  const { lines } = await member.screen();
  return lines.map(line => line.replace(/\x1b\[[\d;]*m/g, '').trimEnd()).join('\n');
}
