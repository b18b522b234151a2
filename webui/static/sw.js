// The service worker, where browsers allow one (https, localhost): it opens the
// page to those who are offline. Whoever is not gets everything from the room,
// so that nobody looks at a page of yesterday. And it shows the notices of those
// who are called while the page is closed.

/** Several rooms may stand below one origin; log/offline.js keeps the last messages in the same place. */
const NAME = `talktalktalk:${new URL(registration.scope).pathname}`;

/** So many ms the network has to answer, when there is a copy of the page. */
const PATIENCE = 4000;

/** The address of an asset holds a hash of all of them, so it never changes what it means. */
const ASSETS = /assets\/[0-9a-f]+\//;

addEventListener('install', event => {
  event.waitUntil(prepare());
  skipWaiting();
});

addEventListener('activate', event => event.waitUntil(clients.claim()));

addEventListener('fetch', event => {
  const { request } = event;
  if (request.method !== 'GET' || !request.url.startsWith(registration.scope)) return;
  const [path] = request.url.slice(registration.scope.length).split(/[?#]/);
  if (request.mode === 'navigate' && path === '') event.respondWith(page(event));
  else if (ASSETS.test(path)) event.respondWith(asset(request));
});

addEventListener('push', event => event.waitUntil(notice(event.data?.json())));

addEventListener('notificationclick', event => {
  event.notification.close();
  event.waitUntil(open());
});

/**
 * Shows what the server has pushed. A browser wants something to be shown, whatever came.
 * @param {{title?: string, body?: string}} [pushed]
 */
async function notice({ title = 'You were called', body = '' } = {}) {
  const kept = await (await caches.open(NAME)).keys();
  const icon = kept.find(({ url }) => url.endsWith('/icon-192.png'))?.url;
  await registration.showNotification(title, { body, icon, tag: NAME, renotify: true });
}

/** Goes to the page, which may be open. */
async function open() {
  const pages = await clients.matchAll({ type: 'window', includeUncontrolled: true });
  const page = pages.find(({ url }) => url.split(/[?#]/)[0] === registration.scope);
  await (page ? page.focus() : clients.openWindow(registration.scope));
}

/** Keeps the page and what it loads, for a first visit to be enough. */
async function prepare() {
  const answer = await fetch(registration.scope);
  if (!answer.ok) return;
  const text = await answer.clone().text();
  await keep(answer);
  const names = new Set(text.match(/assets\/[0-9a-f]+\/[\w.-]+/g));
  await Promise.all([...names].map(name => asset(new Request(new URL(name, registration.scope)))));
}

/**
 * The page from the room or, if that does not answer, as it was last.
 * @param {FetchEvent} event
 */
async function page(event) {
  const copy = await caches.match(registration.scope, { cacheName: NAME });
  if (!copy) return fetch(event.request);
  try {
    const answer = await fetch(event.request, { signal: AbortSignal.timeout(PATIENCE) });
    if (answer.ok) event.waitUntil(keep(answer.clone()));
    return answer.status < 500 ? answer : copy; // a proxy answers for a room that is down
  } catch {
    return copy;
  }
}

/**
 * Keeps the page, and forgets the assets of other versions.
 * @param {Response} answer
 */
async function keep(answer) {
  const cache = await caches.open(NAME);
  const [assets] = (await answer.clone().text()).match(ASSETS) ?? [];
  await cache.put(registration.scope, answer);
  for (const { url } of await cache.keys()) {
    if (ASSETS.test(url) && !(assets && url.includes(assets))) await cache.delete(url);
  }
}

/** @param {Request} request */
async function asset(request) {
  const cache = await caches.open(NAME);
  const kept = await cache.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await cache.put(request, answer.clone());
  return answer;
}
