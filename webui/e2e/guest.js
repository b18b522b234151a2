// People at the page: a browser, and what a person does with it.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { cleanup } from './cleanup.js';
import { PATIENCE, VISIT, within } from './patience.js';

// An import would read its megabytes once more, to find the names in them.
const { chromium } = createRequire(import.meta.url)('playwright-core');

/** A host that browsers do not trust, as they do 127.0.0.1. */
export const LAN = 'chat.lan';

const FLAGS = [
  `--host-resolver-rules=MAP ${LAN} 127.0.0.1`,
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
];

/** Wide enough for the list of people to stand beside the messages, and not larger: all of it is drawn. */
const VIEWPORT = { width: 1000, height: 600 };

/** A browser reports broken connections in its own words. */
const EXPECTED = /WebSocket connection/;

/** Chromium without windows takes half of the processor's time, and shows no notices. */
const PROGRAMS = {
  shell: process.env.CHROMIUM_SHELL ?? '/usr/bin/chromium-headless-shell',
  whole: process.env.CHROMIUM ?? '/usr/bin/chromium',
};

/** @type {Map<string, Promise<import('playwright-core').Browser>>} those that run, by program */
const browsers = new Map();

after(async () => {
  for (const browser of browsers.values()) await (await browser).close();
});

/** A browser of a new person: the whole program for one that may show notices. */
async function newContext(options = {}) {
  const executablePath = options.permissions?.includes('notifications') ? PROGRAMS.whole : PROGRAMS.shell;
  if (!browsers.has(executablePath)) browsers.set(executablePath, chromium.launch({ executablePath, args: FLAGS }));
  return (await browsers.get(executablePath)).newContext(options);
}

/**
 * Somebody new, with a browser of their own, opens the page. The service worker
 * has tests of its own: it would hide requests from what looks out for them.
 * @param {import('node:test').TestContext} t
 * @param {{url: string}} door
 * @param {import('playwright-core').BrowserContextOptions & {before?: [Function, unknown?]}} options before: what each
 *   page runs first, and its argument
 */
export async function enter(t, door, { before, ...options } = {}) {
  const context = await newContext({ serviceWorkers: 'block', viewport: VIEWPORT, ...options });
  context.setDefaultTimeout(PATIENCE);
  if (before) await context.addInitScript(...before);
  const late = setTimeout(() => context.close({ reason: `the test is not over after ${VISIT / 1000} s` }), VISIT);
  const guest = new Guest(context, door.url);
  cleanup(t, async () => {
    clearTimeout(late);
    await context.close();
    assert.deepEqual(guest.faults, []);
  });
  await guest.comes();
  return guest;
}

/**
 * A page of somebody who only looks, and of whom nothing is watched.
 * @param {import('node:test').TestContext} t
 * @param {{url: string}} door
 * @param {import('playwright-core').BrowserContextOptions} options
 */
export async function visitor(t, door, options) {
  const context = await newContext(options);
  cleanup(t, () => context.close());
  const page = await context.newPage();
  await page.goto(door.url);
  return page;
}

class Guest {
  #context;
  #url;
  /** @type {import('playwright-core').Page} */
  page;
  faults = []; // what should never happen in a page
  sockets = 0; // that the page has opened
  heard = []; // every object that came to the page
  told = []; // every object that the page sent
  #listeners = new Set();

  constructor(context, url) {
    this.#context = context;
    this.#url = url;
  }

  /** Opens the page, and is there when it has caught up. */
  async comes() {
    this.page = await this.#context.newPage();
    this.#bound();
    this.#watch();
    await this.page.goto(this.#url);
    await this.here();
  }

  /** Waits for an object to come to the page, or to have come. */
  async hears(wanted) {
    await within(this.#until(this.heard, wanted), `the page to hear what is ${wanted}`);
  }

  /** Waits for an object to be sent by the page, or to have been sent. */
  async said(wanted) {
    await within(this.#until(this.told, wanted), `the page to say what is ${wanted}`);
  }

  /** Lets scripts in the page import the page's modules, each by itself, from beside it: "source/log/log.js". */
  async lendsModules() {
    await this.page.route('**/source/**/*.js', route => {
      const name = new URL(route.request().url()).pathname.split('/source/').at(-1);
      return route.fulfill({ path: fileURLToPath(new URL(`../static/${name}`, import.meta.url)), contentType: 'text/javascript' });
    });
  }

  /** The same person opens one more tab. */
  async secondTab() {
    const other = new Guest(this.#context, this.#url);
    other.faults = this.faults;
    await other.comes();
    return other;
  }

  /** Waits until the page has caught up: from then on the log is read out. */
  async here() {
    await this.page.locator('#log[aria-live=polite]').waitFor();
  }

  /** The network is back, and the browser says so: the page does not wait for its next try. */
  async reconnects() {
    await this.page.evaluate(() => dispatchEvent(new Event('online')));
    await this.here();
  }

  /** The connection is gone, and the page knows. */
  async away() {
    await this.page.locator('#log[aria-live=off]').waitFor();
  }

  /** Types a line and enters it, without waiting for what becomes of it. */
  async enters(line) {
    await this.page.fill('#composer', line);
    await this.page.press('#composer', 'Enter');
  }

  /** Enters lines, each after the one before it is stored. */
  async says(...lines) {
    for (const line of lines) {
      await this.enters(line);
      await this.sent();
    }
  }

  /** Waits until the room was told that all that has come was read. */
  async hasRead() {
    const head = Math.max(...this.heard.filter(({ type }) => type === 'message').map(({ seq }) => seq));
    await this.said(({ type, seq }) => type === 'read' && seq >= head);
  }

  /** Scrolls the log, and returns when the page knows: what comes next finds it there. */
  async scrollsTo(place) {
    await this.page.locator('#log').evaluate((box, place) => {
      box.scrollTop = place;
      return new Promise(requestAnimationFrame); // scroll events come before
    }, place);
  }

  /** Nothing waits to be sent any more. */
  async sent() {
    await this.page.locator('[data-state=waiting]').first().waitFor({ state: 'detached' });
  }

  async renames(name) {
    await this.page.click('#name');
    await this.page.keyboard.insertText(name);
    await this.page.keyboard.press('Enter');
    await this.page.locator('#name button').waitFor();
  }

  async isCalled(name) {
    await this.page.locator('#name', { hasText: new RegExp(`^${name}$`) }).waitFor();
  }

  name() {
    return this.page.textContent('#name');
  }

  /** Waits for a message, or several, with the text. */
  message(text) {
    return this.page.locator('#log [data-seq]:not([data-seq=""])', { has: this.page.locator('.text', { hasText: text }) });
  }

  async sees(...texts) {
    for (const text of texts) await this.message(text).first().waitFor();
  }

  async isTold(text) {
    await this.page.locator('#log .notice', { hasText: text }).first().waitFor();
  }

  /** The texts of all messages, from the top. */
  texts() {
    return this.page.locator('#log [data-seq]:not([data-seq=""]) .text').allTextContents();
  }

  /** The texts in the outbox. */
  waiting() {
    return this.page.locator('#log [data-seq=""] .text').allTextContents();
  }

  /** Playwright bounds what it waits for itself, and not what a script in the page waits for. */
  #bound() {
    const evaluate = this.page.evaluate.bind(this.page);
    this.page.evaluate = (script, argument) => within(evaluate(script, argument), `the page's ${script}`);
  }

  async #until(objects, wanted) {
    while (!objects.some(wanted)) await new Promise(next => this.#listeners.add(next));
  }

  #watch() {
    const [home] = this.#url.split('#');
    const fault = what => this.faults.push(what);
    this.page.on('pageerror', error => fault(String(error)));
    this.page.on('dialog', dialog => {
      fault(`dialog: ${dialog.message()}`);
      dialog.dismiss();
    });
    this.page.on('console', message => {
      if (message.type() === 'error' && !EXPECTED.test(message.text())) fault(message.text());
    });
    this.page.on('request', request => {
      if (!request.url().startsWith(home) && !request.url().startsWith('data:')) fault(`request to ${request.url()}`);
    });
    this.page.on('websocket', socket => {
      this.sockets++;
      socket.on('framereceived', ({ payload }) => this.#hear(this.heard, payload));
      socket.on('framesent', ({ payload }) => this.#hear(this.told, payload));
      if (!socket.url().startsWith(home.replace('http', 'ws'))) fault(`socket to ${socket.url()}`);
    });
  }

  #hear(objects, frame) {
    objects.push(...frame.split('\n').filter(Boolean).map(line => JSON.parse(line)));
    for (const next of this.#listeners) next();
    this.#listeners.clear();
  }
}
