// Wires the page: what comes from the room goes to whoever shows it, what is
// typed goes to the room.

import { Actions } from './log/actions.js';
import { Batch } from './log/batch.js';
import { Calls } from './settings/calls.js';
import { Connection } from './connection/connection.js';
import { copyButtons } from './shared/clipboard.js';
import { watchForWakeups } from './connection/wakeups.js';
import { Notifications } from './settings/notifications.js';
import { Moderation } from './moderation/moderation.js';
import { OwnName } from './people/ownname.js';
import { People } from './people/people.js';
import { Reading } from './log/reading.js';
import { Identity } from './people/identity.js';
import { LinkDialog } from './people/linkdialog.js';
import { Profile } from './people/profile.js';
import { Search } from './search/search.js';
import { Status } from './connection/status.js';
import { Storage } from './shared/storage.js';
import { Switches } from './settings/switches.js';
import { fitAboveKeyboard } from './shared/viewport.js';
import { addKeyboard } from './log/keyboard.js';
import { Writing } from './composer/writing.js';

const store = new Storage(location.pathname);
const self = new Identity(store);
const connection = new Connection(location.href, { hello: () => self.hello(), receive, changed });
const batch = new Batch(show);
const switches = new Switches(store, $('.switches'));
const notices = new Notifications({ icon: $('[rel=icon]'), sound: $('[name=sound]'), desktop: $('[name=desktop]') });
const people = new People({ count: $('#online'), sheet: $('.sheet'), list: $('#people') }, connection, person => order.menu.person(person));
const status = new Status($('#status'));
const reading = new Reading(
  { box: $('#log'), list: $('#log .messages'), previous: $('#previous'), pill: $('#new') },
  { connection, self, switches, notices },
);
const order = new Moderation({
  topic: $('#topic'), box: $('#standing'), form: $('.writing'), dialog: $('#act'), opener: $('.rules'), field: $('#composer'),
  list: $('#log .messages'),
}, { connection, reading });
const search = new Search({
  dialog: $('#search'), field: $('#search input'), note: $('#search .note'), list: $('#search ol'),
  older: $('#older'), opener: $('#find'), log: $('#log'),
}, connection);
const writing = new Writing({
  form: $('.writing'), field: $('#composer'), button: $('#send'), offers: $('#offers'),
  flood: $('#flood'), count: $('.count'), editing: $('#editing'), waiting: $('#log .waiting'),
}, { connection, store, self, people, reading, search, order });
const calls = new Calls($('#calls'), { connection, store, tell: text => reading.tell(text) });
const profile = new Profile($('#profile'), $('#name'), connection);
const ownName = new OwnName($('#name'), $('#name button'), { connection, named, tell: text => reading.tell(text) });

/** @type {Record<string, (object: any) => void>} what to do with what comes, by its type */
const take = {
  welcome(/** @type {import('./connection/protocol.js').Welcome} */ welcome) {
    self.welcome(welcome);
    reading.welcome(welcome);
    writing.limits = welcome.limits;
    people.online = welcome.online;
    order.welcome(welcome, self.goesOn);
    named(welcome);
    calls.show(welcome.push);
  },
  message(/** @type {import('./connection/protocol.js').Message} */ message) {
    reading.message(message);
    if (message.who !== self.who) return;
    if (message.cid) writing.arrived(message.cid);
    if (connection.here) order.standing.said();
  },
  changed: message => reading.changed(message),
  purged: purge => reading.purged(purge),
  gap: gap => reading.history.addGap(gap),
  synced: ({ head }) => reading.synced(head),
  presence(/** @type {import('./connection/protocol.js').Presence} */ presence) {
    people.change(presence);
    reading.presence(presence);
  },
  named,
  you(/** @type {import('./connection/protocol.js').You} */ you) {
    self.become(you);
    named(you);
    calls.show(you.push);
    people.ask();
  },
  merged: merge => reading.merged(merge),
  ignored: ({ people }) => { reading.ignored.people = people; },
  commands: ({ commands }) => { order.commands = commands; },
  error: ({ code, text }) => { if (code !== 'banned') reading.log.tell(text); }, // a farewell says that again
  ...order.take,
};

/** @type {import('./connection/connection.js').Uses['receive']} */
function receive(objects) {
  if (connection.here) batch.add(objects);
  else show(objects); // a catch-up is shown before it is said to be over
}

/** @param {any[]} objects */
function show(objects) {
  reading.steady(() => objects.forEach(object => take[object.type]?.(object)));
  writing.draw();
}

/** @param {import('./connection/connection.js').State} state */
function changed(state) {
  batch.flush();
  status.show(order.standing.out ? 'out' : state);
  if (state !== 'here') return away(state);
  reading.begin();
  writing.resume();
  ownName.resume();
  people.ask();
}

/** @param {import('./connection/connection.js').State} state */
function away(state) {
  reading.announcer.hush(); // what was missed is history
  if (state === 'away' && self.outside) reading.offlineCopy.show();
}

/** @param {{name: string, note?: string, claimed?: boolean}} answer */
function named({ name, note, claimed }) {
  self.name = name;
  profile.show({ name, claimed });
  reading.renamed();
  ownName.show(name);
  people.self = name;
  if (note) reading.tell(note);
}

/** @type {(selector: string) => any} of what the page has */
function $(selector) {
  return document.querySelector(selector);
}

$('.hint').hidden = store.get('token') !== undefined;
$('#name').addEventListener('click', () => { $('.hint').hidden = true; });
copyButtons(document.querySelectorAll('.door .copy'));
new Actions($('#log .messages'), {
  log: reading.log, self,
  menu: order.menu,
  edit: seq => writing.editing.begin(seq),
  remove: (seq, own) => (own ? writing.editing : order).remove(seq),
});
watchForWakeups(connection, writing);
new LinkDialog($('#joining'), connection, text => reading.tell(text));
addKeyboard($('#log'), $('#composer'));
fitAboveKeyboard(document.body, visualViewport);
connection.open();
navigator.serviceWorker?.register('sw.js').catch(() => {}); // the browser may not want one
