// Admins, at the page and with none.

import { enter } from './guest.js';
import { peer } from './peer.js';

/** A phone, as far as the page can tell. */
export const PHONE = { viewport: { width: 390, height: 780 }, hasTouch: true, isMobile: true };

/**
 * Somebody who knows the secret.
 * @param {import('node:test').TestContext} t
 * @param {{url: string, secret: string}} house
 * @param {import('playwright-core').BrowserContextOptions} options
 */
export async function admin(t, house, options = {}) {
  const guest = await enter(t, house, options);
  await guest.renames(house.secret);
  await guest.isCalled('admin2?');
  return guest;
}

/**
 * Somebody who knows the secret, and has no page.
 * @param {import('node:test').TestContext} t
 * @param {{url: string, secret: string}} house
 */
export async function ruler(t, house) {
  const other = await peer(t, house);
  await other.asks({ type: 'name', name: house.secret });
  return other;
}
