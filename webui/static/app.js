// Wires the page: what comes from the room goes to whoever shows it, what is
// typed goes to the room.

import { Acts } from './acts.js';
import { Batch } from './batch.js';
import { Connection } from './connection.js';
import { copyButtons } from './copy.js';
import { lookOut } from './lookout.js';
import { Notices } from './notices.js';
import { OwnName } from './ownname.js';
import { People } from './people.js';
import { Reading } from './reading.js';
import { Self } from './self.js';
import { Status } from './status.js';
import { Store } from './store.js';
import { Switches } from './switches.js';
import { fitAboveKeyboard } from './viewport.js';
import { walk } from './walk.js';
import { Writing } from './writing.js';

const store = new Store(location.pathname);
const self = new Self(store);
const connection = new Connection(location.href, { hello: () => self.hello(), receive, changed });
const batch = new Batch(show);
const switches = new Switches(store, $('.switches'));
const notices = new Notices({ icon: $('[rel=icon]'), sound: $('[name=sound]'), desktop: $('[name=desktop]') });
const people = new People({ count: $('#online'), sheet: $('.sheet'), list: $('#people') }, connection);
const status = new Status($('#status'));
const reading = new Reading(
  { box: $('#log'), list: $('#log .messages'), previous: $('#previous'), pill: $('#new') },
  { connection, self, switches, notices },
);
const writing = new Writing({
  form: $('form'), field: $('#composer'), button: $('#send'), offers: $('#offers'),
  flood: $('#flood'), count: $('.count'), editing: $('#editing'), waiting: $('#log .waiting'),
}, { connection, store, self, people, reading });
const ownName = new OwnName($('#name'), $('#name button'), { connection, named, tell: text => reading.tell(text) });

/** @type {Record<string, (object: any) => void>} what to do with what comes, by its type */
const take = {
  welcome(/** @type {import('./wire.js').Welcome} */ welcome) {
    self.welcome(welcome);
    reading.welcome(welcome);
    writing.limits = welcome.limits;
    people.online = welcome.online;
    named(welcome);
  },
  message(/** @type {import('./wire.js').Message} */ message) {
    reading.message(message);
    if (message.who === self.who && message.cid) writing.arrived(message.cid);
  },
  changed: message => reading.changed(message),
  gap: gap => reading.history.addGap(gap),
  synced: ({ head }) => reading.synced(head),
  presence(/** @type {import('./wire.js').Presence} */ presence) {
    people.change(presence);
    reading.presence(presence);
  },
  named,
  ignored: ({ people }) => { reading.ignored.people = people; },
  notice: ({ text }) => reading.log.tell(text),
  error: ({ text }) => reading.log.tell(text),
};

/** @type {import('./connection.js').Uses['receive']} */
function receive(objects) {
  if (connection.here) batch.add(objects);
  else show(objects); // a catch-up is shown before it is said to be over
}

/** @param {any[]} objects */
function show(objects) {
  reading.steady(() => objects.forEach(object => take[object.type]?.(object)));
  writing.draw();
}

/** @param {import('./connection.js').State} state */
function changed(state) {
  batch.flush();
  status.show(state);
  if (state !== 'here') return away(state);
  reading.begin();
  writing.resume();
  ownName.resume();
  people.ask();
}

/** @param {import('./connection.js').State} state */
function away(state) {
  reading.voice.hush(); // what was missed is history
  if (state === 'away' && self.outside) reading.keepsake.show();
}

/** @param {{name: string, note?: string}} answer */
function named({ name, note }) {
  self.name = name;
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
new Acts($('#log .messages'), {
  log: reading.log, self,
  edit: seq => writing.editing.begin(seq),
  remove: seq => writing.editing.remove(seq),
});
lookOut(connection, writing);
walk($('#log'), $('#composer'));
fitAboveKeyboard(document.body, visualViewport);
connection.open();
navigator.serviceWorker?.register('sw.js').catch(() => {}); // the browser may not want one
