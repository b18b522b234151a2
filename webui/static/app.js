// Wires the page: what comes from the room goes to whoever shows it, what is
// typed goes to the room.

import { Batch } from './batch.js';
import { Composer } from './composer.js';
import { Connection } from './connection.js';
import { copyButtons } from './copy.js';
import { Count } from './count.js';
import { Courier } from './courier.js';
import { Flood } from './flood.js';
import { lookOut } from './lookout.js';
import { Notices } from './notices.js';
import { Outbox } from './outbox.js';
import { OwnName } from './ownname.js';
import { People } from './people.js';
import { Reading } from './reading.js';
import { mayHoldSecret } from './secret.js';
import { Self } from './self.js';
import { Status } from './status.js';
import { Store } from './store.js';
import { Switches } from './switches.js';
import { fitAboveKeyboard } from './viewport.js';
import { Waiting } from './waiting.js';
import { walk } from './walk.js';

/** The words that Tab offers after a slash (B28). */
const COMMANDS = ['delete', 'edit', 'help', 'ignore', 'me', 'nick', 'quit', 'unignore', 'who'];

const store = new Store(location.pathname);
const self = new Self(store);
const connection = new Connection(location.href, { hello: () => self.hello(), receive, changed });
const batch = new Batch(show);
const switches = new Switches(store, $('.switches'));
const parts = { box: $('#log'), list: $('#log .messages'), previous: $('#previous'), pill: $('#new') };
const notices = new Notices({ icon: $('[rel=icon]'), sound: $('[name=sound]'), desktop: $('[name=desktop]') });
const reading = new Reading(parts, { connection, self, switches, notices });
const { log, view } = reading;
const people = new People({ count: $('#online'), sheet: $('.sheet'), list: $('#people') }, connection);
const status = new Status($('#status'));
const flood = new Flood($('#flood'));
const ownName = new OwnName($('#name'), $('#name button'), { connection, named, tell: text => reading.tell(text) });
const count = new Count($('.count'));
const composer = new Composer({ form: $('form'), field: $('#composer'), button: $('#send'), offers: $('#offers') }, {
  store, send,
  count: text => count.show(text),
  offer: () => ({ self: self.name, online: people.names, recent: log.writers, commands: COMMANDS }),
});

const outbox = new Outbox(store, () => waiting.draw());
const courier = new Courier({
  connection, outbox, self,
  tell: text => reading.tell(text),
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
    self.welcome(welcome);
    reading.welcome(welcome);
    count.limits = courier.limits = welcome.limits;
    people.online = welcome.online;
    named(welcome);
  },
  message(/** @type {import('./wire.js').Message} */ message) {
    reading.message(message);
    if (message.who === self.who && message.cid) outbox.remove(message.cid);
  },
  gap: gap => reading.history.addGap(gap),
  synced: ({ head }) => reading.synced(head),
  presence(/** @type {import('./wire.js').Presence} */ presence) {
    people.change(presence);
    reading.presence(presence);
  },
  named,
  ignored: ({ people }) => { reading.ignored.people = people; },
  notice: ({ text }) => log.tell(text),
  error: ({ text }) => log.tell(text),
};

/** @type {import('./connection.js').Uses['receive']} */
function receive(objects) {
  if (connection.here) batch.add(objects);
  else show(objects); // a catch-up is shown before it is said to be over
}

/** @param {any[]} objects */
function show(objects) {
  reading.steady(() => objects.forEach(object => take[object.type]?.(object)));
  waiting.draw(); // the row above it may be another now
}

/** @param {import('./connection.js').State} state */
function changed(state) {
  batch.flush();
  status.show(state);
  if (state !== 'here') return reading.voice.hush(); // what was missed is history
  reading.begin();
  courier.resume();
  ownName.resume();
  people.ask();
}

/** @param {{name: string, note?: string}} answer */
function named({ name, note }) {
  self.name = name;
  reading.renamed();
  ownName.show(name);
  people.self = name;
  if (note) reading.tell(note);
}

/** @param {string} text to be sent; false: it is not taken */
function send(text) {
  connection.open(); // Enter does not wait for the next try (B5)
  if (text.trim() === '') return false;
  if (mayHoldSecret(text)) {
    courier.confide(text);
  } else if (outbox.full) {
    reading.tell('Too many messages wait to be sent. Your text is kept.');
    return false;
  } else {
    courier.post(text);
  }
  reading.history.toEnd(); // B13
  return true;
}

/** @type {(selector: string) => any} of what the page has */
function $(selector) {
  return document.querySelector(selector);
}

$('.hint').hidden = store.get('token') !== undefined;
$('#name').addEventListener('click', () => { $('.hint').hidden = true; });
copyButtons(document.querySelectorAll('.door .copy'));
lookOut(connection, courier);
walk($('#log'), $('#composer'));
fitAboveKeyboard(document.body, visualViewport);
waiting.draw();
connection.open();
