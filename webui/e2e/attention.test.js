// What tells of messages to somebody who looks elsewhere: title, icon, sound, desktop notices.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LAN, enter } from './guest.js';
import { peer } from './peer.js';
import { open } from './server.js';

test('title, icon and sound tell of what came while nobody looked', async t => {
  const house = await open(t);
  const [ann, bob] = await Promise.all([enter(t, house), peer(t, house)]);
  await ann.renames('ann');
  await ann.isCalled('ann');
  await ann.page.evaluate(() => {
    window.sounds = 0;
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (...when) {
      window.sounds++;
      return start.apply(this, when);
    };
    document.hasFocus = () => false;
  });
  const title = () => ann.page.title();
  await bob.says('one', 'two for ann');
  await ann.sees('two for ann');
  assert.equal(await title(), '(2) TalkTalkTalk');
  assert.match(await ann.page.getAttribute('[rel=icon]', 'href'), /icon-dot\.svg$/);
  assert.equal(await ann.page.evaluate(() => window.sounds), 0);
  await ann.page.evaluate(() => {
    delete document.hasFocus;
    dispatchEvent(new Event('focus'));
  });
  assert.equal(await title(), 'TalkTalkTalk');
  assert.match(await ann.page.getAttribute('[rel=icon]', 'href'), /icon\.svg$/);

  await ann.page.reload();
  await ann.here();
  await ann.page.evaluate(() => {
    document.querySelector('[name=sound]').checked = true;
    window.sounds = 0;
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (...when) {
      window.sounds++;
      return start.apply(this, when);
    };
  });
  await bob.says('nobody', 'ann!', 'ann again');
  await ann.sees('ann again');
  assert.equal(await ann.page.evaluate(() => window.sounds), 2);
});

test('desktop notices are offered where there are any, and come while the page is hidden', async t => {
  const house = await open(t);
  const lan = await enter(t, { url: `http://${LAN}:${house.web}/` });
  assert.ok(await lan.page.locator('[name=desktop]').isHidden());
  assert.ok(await lan.page.locator('[name=sound]').isVisible());

  const [ann, bob] = await Promise.all([enter(t, house, { permissions: ['notifications'] }), peer(t, house)]);
  await ann.renames('ann');
  await ann.isCalled('ann');
  await ann.page.check('[name=desktop]');
  await ann.page.evaluate(() => {
    window.notices = [];
    window.Notification = class extends Notification {
      constructor(title, options) {
        super(title, options);
        window.notices.push([title, options.body]);
      }
    };
  });
  await bob.says('ann sees this by herself');
  await ann.sees('ann sees this by herself');
  await ann.page.evaluate(() => Object.defineProperty(document, 'hidden', { value: true }));
  await bob.says('not for her', 'but this is, ann');
  await ann.sees('but this is');
  assert.deepEqual(await ann.page.evaluate(() => window.notices), [[`${bob.name} · TalkTalkTalk`, 'but this is, ann']]);
});
