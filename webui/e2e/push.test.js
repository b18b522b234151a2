// Notices while the page is closed (web push). The browser's own way to its push
// service leads out of this machine, so what it would be given there is made up
// here; all else is the page's and the browser's own.

import assert from 'node:assert/strict';
import { createServer, request } from 'node:http';
import { test } from 'node:test';
import { cleanup } from './cleanup.js';
import { enter } from './guest.js';
import { becomes, PATIENCE } from './patience.js';
import { peer } from './peer.js';
import { open } from './server.js';

const ENDPOINT = 'https://push.example/one';

/** How many ms something that is pushed has to show, until it is pushed again. */
const TRY = 2000;

/** Has the browser show notices, which only the whole of it does. */
const SHOWS = { permissions: ['notifications'] };

/** Somebody whose browser can be pushed to. */
function reachable(t, house, options = {}) {
  return enter(t, house, { serviceWorkers: 'allow', before: [standIn, ENDPOINT], ...options });
}

/** In the page: a subscription as a browser gives it. */
function standIn(endpoint) {
  const KEY = 'made up';
  const one = () => sessionStorage[KEY] && {
    endpoint: sessionStorage[KEY],
    toJSON: () => ({ endpoint: sessionStorage[KEY], keys: { p256dh: 'BGsX0fLhLEJH-Lzm5WOkQPJ3A32BLeszoPShOUXYmMKWT-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU', auth: 'A'.repeat(22) } }),
    unsubscribe: async () => delete sessionStorage[KEY],
  };
  PushManager.prototype.getSubscription = async () => {
    if (sessionStorage.slow) await new Promise(resolve => { window.goOn = resolve; });
    return one() || null;
  };
  PushManager.prototype.subscribe = async ({ applicationServerKey, userVisibleOnly }) => {
    sessionStorage.serverKey = applicationServerKey.length;
    if (!userVisibleOnly) throw new Error('not for the eye');
    sessionStorage[KEY] = endpoint;
    return one();
  };
}

/** Has a browser that shows no notices say yes to them. */
async function saysYes(guest) {
  await guest.page.evaluate(() => { Notification.requestPermission = async () => 'granted'; });
}

/** What the server says of this browser, when it says hello anew. */
async function toldOf(guest) {
  const before = guest.heard.length;
  await guest.page.reload();
  await guest.here();
  return guest.heard.slice(before).find(({ type }) => type === 'welcome').push.on;
}

test('nothing is asked for until a click, which another one undoes', async t => {
  const house = await open(t);
  const ann = await reachable(t, house, SHOWS);
  assert.ok(!ann.told.some(({ type }) => type === 'subscribe'));
  await ann.page.getByLabel('Tell me when I am called').check();
  await ann.said(({ type }) => type === 'subscribe');
  await ann.hears(({ type, on }) => type === 'subscribed' && on);
  assert.equal(await ann.page.evaluate(() => sessionStorage.serverKey), '65');
  assert.deepEqual(ann.told.find(({ type }) => type === 'subscribe').endpoint, ENDPOINT);
  assert.equal(await toldOf(ann), true);
  await ann.page.getByLabel('Tell me when I am called').uncheck();
  await ann.hears(({ type, on }) => type === 'subscribed' && !on);
  assert.equal(await toldOf(ann), false);
  await ann.page.waitForFunction(() => sessionStorage['made up'] === undefined);
});

test('a click counts that comes while the page still looks what the browser has', async t => {
  const house = await open(t);
  const ann = await reachable(t, house);
  await saysYes(ann);
  await ann.page.getByLabel('Tell me when I am called').check();
  await ann.hears(({ type, on }) => type === 'subscribed' && on);
  await ann.page.evaluate(() => { sessionStorage.slow = 'yes'; });
  await ann.page.reload();
  await ann.page.waitForFunction(() => window.goOn);
  await ann.page.getByLabel('Tell me when I am called').uncheck();
  await ann.page.evaluate(() => {
    delete sessionStorage.slow;
    window.goOn();
  });
  await ann.hears(({ type, on }) => type === 'subscribed' && !on);
  assert.equal(await toldOf(ann), false);
});

test('who says no to the browser is told so, and nothing is sent', async t => {
  const house = await open(t);
  const ann = await reachable(t, house);
  await ann.page.evaluate(() => { Notification.requestPermission = async () => 'denied'; });
  await ann.page.getByLabel('Tell me when I am called').click();
  await ann.isTold('You will not be told');
  assert.equal(await ann.page.isChecked('#calls'), false);
  assert.ok(!ann.told.some(({ type }) => type === 'subscribe'));
});

test('an unlinked browser is not told any more, and does not ask again by itself', async t => {
  const house = await open(t);
  const [ann, desk] = [await reachable(t, house), await peer(t, house)];
  await saysYes(ann);
  await ann.page.getByLabel('Tell me when I am called').check();
  await ann.hears(({ type, on }) => type === 'subscribed' && on);
  await ann.enters('/link');
  await ann.hears(({ code }) => code);
  await desk.says(`/link ${ann.heard.find(({ code }) => code).code}`);
  await desk.hears(({ type }) => type === 'you');
  await desk.says('/unlink 1');
  await ann.hears(({ type, push }) => type === 'you' && push.on === false);
  await ann.page.waitForFunction(() => sessionStorage['made up'] === undefined && !document.querySelector('#calls').checked);
  assert.equal(await toldOf(ann), false);
  assert.equal(ann.told.filter(({ type }) => type === 'subscribe').length, 1);
});

test('a browser that has another address by now says so by itself', async t => {
  const house = await open(t);
  const ann = await reachable(t, house);
  await saysYes(ann);
  await ann.page.getByLabel('Tell me when I am called').check();
  await ann.hears(({ type, on }) => type === 'subscribed' && on);
  await ann.page.evaluate(() => { sessionStorage['made up'] = 'https://push.example/two'; });
  await toldOf(ann);
  await ann.said(({ type, endpoint }) => type === 'subscribe' && endpoint === 'https://push.example/two');
});

for (const prefix of ['/', '/chat/']) {
  test(`the service worker below ${prefix} shows what is pushed, and leads to the page`, async t => {
    const house = await open(t);
    const door = prefix === '/' ? house : await below(t, house, prefix);
    const ann = await reachable(t, door, SHOWS);
    const scope = await ann.page.evaluate(async () => (await navigator.serviceWorker.ready).scope);
    assert.equal(new URL(scope).pathname, prefix);
    await house.kill(); // a notice needs no room
    const push = await pushes(ann);
    await push({ title: 'bob · Test', body: 'ann?' });
    await becomes(() => ann.page.evaluate(notices), [{ title: 'bob · Test', body: 'ann?' }]); // it may have been handed over twice
    await push({ title: 'carl · Test', body: 'and again' });
    await becomes(() => ann.page.evaluate(notices), [{ title: 'carl · Test', body: 'and again' }]); // the newest takes the place of the others
  });
}

/** In the page: the notices that are shown. */
async function notices() {
  const all = await (await navigator.serviceWorker.ready).getNotifications();
  return all.map(({ title, body }) => ({ title, body }));
}

/**
 * Has the browser hand something to the page's service worker, as if it had come from
 * a push service, and waits until it is shown. What comes before the browser has
 * stored a new worker is dropped without a word, so it is handed over until it shows.
 */
async function pushes({ page }) {
  const session = await page.context().newCDPSession(page);
  const registered = new Promise(resolve => session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
    if (registrations.length) resolve(registrations[0].registrationId);
  }));
  await session.send('ServiceWorker.enable');
  const registrationId = await registered;
  const origin = new URL(page.url()).origin;
  return async pushed => {
    for (let tries = 0; tries < PATIENCE / TRY; tries++) {
      await session.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data: JSON.stringify(pushed) });
      if (await shows(page, pushed.title)) return;
    }
    assert.fail(`nothing shows ${pushed.title}`);
  };
}

/** Whether a notice shows within TRY ms. */
function shows(page, title) {
  return page.waitForFunction(async wanted => {
    const all = await (await navigator.serviceWorker.ready).getNotifications();
    return all.some(one => one.title === wanted);
  }, title, { timeout: TRY }).then(() => true, () => false);
}

/** A proxy that strips a prefix, and hands WebSockets on. */
async function below(t, house, prefix) {
  const strip = url => url.slice(prefix.length - 1);
  const target = { host: '127.0.0.1', port: house.web };
  const proxy = createServer((from, to) => {
    const onward = request({ ...target, path: strip(from.url), method: from.method, headers: from.headers }, answer => {
      to.writeHead(answer.statusCode, answer.headers);
      answer.pipe(to);
    });
    onward.on('error', () => to.destroy());
    from.pipe(onward);
  });
  proxy.on('upgrade', (from, socket) => {
    const onward = request({ ...target, path: strip(from.url), headers: from.headers });
    onward.on('upgrade', (answer, inner) => {
      const lines = Object.entries(answer.headers).map(([name, value]) => `${name}: ${value}\r\n`);
      socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('')}\r\n`);
      for (const end of [socket, inner]) end.on('error', () => {});
      inner.pipe(socket).pipe(inner);
    });
    onward.on('error', () => socket.destroy());
    onward.end();
  });
  await new Promise(resolve => proxy.listen(0, '127.0.0.1', resolve));
  cleanup(t, () => proxy.closeAllConnections());
  cleanup(t, () => proxy.close());
  return { url: `http://127.0.0.1:${proxy.address().port}${prefix}` };
}
