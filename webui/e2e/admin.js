// Admins at the page.

import { enter } from './guest.js';

/** A phone, as far as the page can tell. */
export const PHONE = { viewport: { width: 390, height: 780 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };

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
