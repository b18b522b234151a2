// Wires the page: what comes from the room goes to whoever shows it, what is
// typed goes to the room.

import { Composer } from './composer.js';
import { Connection } from './connection.js';
import { Count } from './count.js';
import { Courier } from './courier.js';
import { Flood } from './flood.js';
import { History } from './history.js';
import { Log } from './log.js';
import { Outbox } from './outbox.js';
import { OwnName } from './ownname.js';
import { People, renames } from './people.js';
import { mayHoldSecret } from './secret.js';
import { Self } from './self.js';
import { Status } from './status.js';
import { Store } from './store.js';
import { View } from './view.js';
import { Waiting } from './waiting.js';

/** The words that Tab offers after a slash (B28). */
const COMMANDS = ['help', 'me', 'nick', 'quit', 'who'];

const store = new Store(location.pathname);
const self = new Self(store);
const connection = new Connection(location.href, { hello: () => self.hello(), receive, changed });
const view = new View($('#log'));
const log = new Log($('#log'), $('#log .messages'));
const history = new History($('#previous'), { connection, log, view });
const people = new People({ count: $('#online'), sheet: $('.sheet'), list: $('#people') }, connection);
const status = new Status($('#status'));
const flood = new Flood($('#flood'));
const ownName = new OwnName($('#name'), $('#name button'), { connection, named, tell });
const count = new Count($('.count'));
const composer = new Composer({ form: $('form'), field: $('#composer'), button: $('#send') }, {
  store, send,
  count: text => count.show(text),
  offer: () => ({ self: self.name, online: people.names, recent: log.writers, commands: COMMANDS }),
});

const outbox = new Outbox(store, () => waiting.draw());
const courier = new Courier({
  connection, outbox, self, tell,
  tooFast: wait => flood.show(wait),
  secret: line => composer.forget(line),
});
const waiting = new Waiting($('#log .waiting'), {
  outbox, self, log, view,
  retry: entry => courier.retry(entry),
  discard: ({ id }) => outbox.remove(id),
  edit(entry) {
    outbox.remove(entry.id);
    composer.edit(entry.text);
  },
});

/** @type {Record<string, (object: any) => void>} what to do with what comes, by its type */
const take = {
  welcome(/** @type {import('./wire.js').Welcome} */ welcome) {
    if (!self.welcome(welcome)) log.clear(); // draft and outbox stay (B3)
    count.limits = courier.limits = welcome.limits;
    people.online = welcome.online;
    named(welcome);
  },
  message(/** @type {import('./wire.js').Message} */ message) {
    log.add(message);
    self.reach(message.seq);
    if (message.who === self.who && message.cid) outbox.remove(message.cid);
  },
  gap: gap => history.addGap(gap),
  synced({ head }) {
    self.reach(head);
    if (self.fresh) history.begin();
    self.synced();
  },
  presence(/** @type {import('./wire.js').Presence} */ presence) {
    people.change(presence);
    const words = renames(presence, self.name);
    if (words) log.tell(words);
  },
  named,
  notice: ({ text }) => log.tell(text),
  error: ({ text }) => log.tell(text),
};

/** @param {any[]} objects */
function receive(objects) {
  view.steady(() => objects.forEach(object => take[object.type]?.(object)));
  waiting.draw(); // the row above it may be another now
}

/** @param {import('./connection.js').State} state */
function changed(state) {
  status.show(state);
  if (state !== 'here') return log.hush(); // what was missed is history
  log.speak();
  courier.resume();
  ownName.resume();
  people.ask();
}

/** @param {{name: string, note?: string}} answer */
function named({ name, note }) {
  self.name = name;
  ownName.show(name);
  people.self = name;
  if (note) tell(note);
}

/**
 * @param {string} text
 * @returns {boolean} whether it is taken
 */
function send(text) {
  connection.open(); // Enter does not wait for the next try (B5)
  if (text.trim() === '') return false;
  if (mayHoldSecret(text)) {
    courier.confide(text);
  } else if (outbox.full) {
    tell('Too many messages wait to be sent. Your text is kept.');
    return false;
  } else {
    courier.post(text);
  }
  view.toEnd(); // B13
  return true;
}

/** @param {string} text a private line */
function tell(text) {
  view.steady(() => log.tell(text));
}

/**
 * @param {string} selector
 * @returns {any} the page has it
 */
function $(selector) {
  return document.querySelector(selector);
}

for (const change of ['online', 'offline']) addEventListener(change, () => connection.wake());
addEventListener('pageshow', ({ persisted }) => { if (persisted) connection.wake(); });
document.addEventListener('visibilitychange', () => {
  if (document.hidden) return;
  connection.wake();
  courier.resume(); // also what a tab had in hand that was closed just now
});
waiting.draw();
connection.open();
