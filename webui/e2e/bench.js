// How quickly the page answers, in figures: `make bench`. Nothing here fails.

import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { numbered, write } from './load.js';
import { enter } from './guest.js';
import { open } from './server.js';

/** A usual window: how much is drawn is part of what is measured. */
const WIDE = { viewport: { width: 1280, height: 720 } };

/** Between two keys, in ms, and the letters of a line. */
const STROKE = 70;
const LINE = 50;

test('10 000 messages scrolled through, up and down, while somebody types', async t => {
  const house = await open(t, '--flood', 'off');
  const ann = await enter(t, house, WIDE);
  await write(house, numbered('a line of about the length that people write, number', 10_000));
  await ann.page.reload();
  await ann.here();
  await ann.says('from the end');
  for (const way of ['up', 'down']) {
    await measure(ann);
    const scrolled = ann.page.evaluate(scroll, way);
    const keys = typing(ann, scrolled);
    const most = await scrolled;
    await keys;
    t.diagnostic(`${way}: at most ${most} messages in the page; ${await figures(ann)}`);
  }
});

test('500 messages a second for 5 s, while somebody types', async t => {
  const house = await open(t, '--flood', 'off');
  const [ann, bob] = await Promise.all([enter(t, house, WIDE), enter(t, house, WIDE)]);
  await write(house, numbered('before', 600));
  await ann.page.reload();
  await ann.here();
  await measure(ann);
  const burst = bob.page.evaluate(pour, { seconds: 5, rate: 500 });
  const keys = typing(ann, burst);
  const last = await burst;
  await keys;
  await ann.sees(last);
  t.diagnostic(`${await ann.page.locator('#log [data-seq]').count()} messages in the page; ${await figures(ann)}`);
});

test('100 000 messages: an address in the middle, an edit there, and to the end', async t => {
  const house = await open(t, '--flood', 'off');
  const [ann, bob] = await Promise.all([enter(t, house, WIDE), enter(t, house, WIDE)]);
  await write(house, numbered('before', 50_000));
  await ann.says('in the middle');
  await write(house, numbered('after', 50_000));
  const { seq } = ann.heard.find(({ type, text }) => type === 'message' && text === 'in the middle');
  await bob.says('the last');
  await ann.page.reload();
  await ann.here();
  for (let round = 1; round <= 5; round++) {
    const took = await ann.page.evaluate(toTheMiddleAndBack, { seq, text: `edited ${round}` });
    t.diagnostic(Object.entries(took).map(([what, ms]) => `${what} ${ms.toFixed(0)} ms`).join(', '));
  }
});

test('the keyboard in a page at rest', async t => {
  const house = await open(t, '--flood', 'off');
  const ann = await enter(t, house, WIDE);
  await write(house, numbered('line', 600));
  await ann.sees(/^line 600$/);
  await measure(ann);
  for (let i = 0; i < 100; i++) await type(ann, i);
  t.diagnostic(await figures(ann));
});

/** Types until something is over, as a quick person does. */
async function typing(guest, something) {
  let over = false;
  something.finally(() => { over = true; });
  await guest.page.focus('#composer');
  for (let i = 0; !over; i++) await type(guest, i);
}

/** Types a letter, and begins the text anew after a line of them. */
async function type(guest, i) {
  await guest.page.keyboard.press(i % LINE ? 'x' : 'Control+A');
  await setTimeout(STROKE);
}

/** Begins to measure: from each key to the frame that shows it, tasks of more than 50 ms, and gaps between frames. */
function measure(guest) {
  return guest.page.evaluate(() => {
    window.measured = { keys: [], tasks: [], gaps: [] };
    if (window.measuring) return;
    window.measuring = true;
    new PerformanceObserver(list => window.measured.tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask' });
    addEventListener('keydown', ({ timeStamp }) => {
      const { keys } = window.measured;
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => keys.push(performance.now() - timeStamp); // after the frame
      requestAnimationFrame(() => port2.postMessage(0));
    }, { capture: true });
    let before = performance.now();
    const frame = now => {
      window.measured.gaps.push(now - before);
      before = now;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
}

async function figures(guest) {
  const { keys, tasks, gaps } = await guest.page.evaluate(() => window.measured);
  return `${keys.length} keys, to the frame ${spread(keys)}; tasks over 50 ms: ${tasks.length}, the longest ${Math.max(0, ...tasks)} ms; between frames ${spread(gaps)}`;
}

function spread(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const part = share => (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN).toFixed(1);
  return `p50 ${part(0.5)}, p99 ${part(0.99)}, max ${part(1)} ms`;
}

/** Runs in the page: scrolls half a screen a frame to one end; gives the most messages that were in the page. */
async function scroll(way) {
  const box = document.querySelector('#log'), button = document.querySelector('#previous');
  let most = 0, still = 0;
  while (still < 20) {
    most = Math.max(most, box.querySelectorAll('[data-seq]').length);
    const place = box.scrollTop;
    box.scrollTop += (way === 'up' ? -0.5 : 0.5) * box.clientHeight;
    await new Promise(requestAnimationFrame);
    const busy = button.ariaBusy || (way === 'up' && !button.hidden);
    still = box.scrollTop === place && !busy ? still + 1 : 0;
  }
  return most;
}

/** Runs in the page: says so many messages a second over sockets of its own; gives the last text. */
async function pour({ seconds, rate }) {
  const sockets = await Promise.all(Array.from({ length: 10 }, () => new Promise(resolve => {
    const socket = new WebSocket(`${location.href.replace('http', 'ws')}ws`);
    socket.onopen = () => socket.send('{"type":"hello"}');
    socket.onmessage = ({ data }) => { if (data.includes('"synced"')) resolve(socket); };
  })));
  const begun = performance.now();
  const say = n => sockets[n % sockets.length].send(JSON.stringify({ type: 'say', id: `pour-${n}`, text: `poured out, message number ${n}` }));
  let said = 0;
  while (said < seconds * rate) {
    await new Promise(resolve => setTimeout(resolve, 5));
    while (said < Math.min(seconds * rate, (performance.now() - begun) / 1000 * rate)) say(said++);
  }
  await new Promise(resolve => { sockets[0].onmessage = ({ data }) => { if (data.includes('"the last"')) resolve(); }; sockets[0].send('{"type":"say","id":"last","text":"the last"}'); });
  return 'the last';
}

/** Runs in the page: how long each step takes, to the frame that shows it. */
async function toTheMiddleAndBack({ seq, text }) {
  const field = document.querySelector('#composer');
  const row = () => document.querySelector(`[data-seq="${seq}"]`);
  const inSight = element => {
    const place = element?.getBoundingClientRect(), { top, bottom } = document.querySelector('#log').getBoundingClientRect();
    return place && place.bottom > top && place.top < bottom;
  };
  const press = (key, altKey = false) => field.dispatchEvent(new KeyboardEvent('keydown', { key, altKey, bubbles: true, cancelable: true }));
  const time = async (act, done) => {
    const begun = performance.now();
    act();
    while (!done()) await new Promise(requestAnimationFrame);
    await new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)));
    return performance.now() - begun;
  };
  const opening = await time(() => { location.hash = `#m${seq}`; }, () => inSight(row()) && row().ariaCurrent);
  const editing = await time(() => {
    press('ArrowUp', true);
    field.value = text;
    press('Enter');
  }, () => row().querySelector('.text').textContent === text);
  const atEnd = () => inSight([...document.querySelectorAll('#log .text')].findLast(box => box.textContent === 'the last'));
  const ending = await time(() => document.querySelector('#new').click(), atEnd);
  location.hash = '';
  return { opening, editing, ending };
}
