/** How many write at the same time: one alone waits for the disk after each message. */
const WRITERS = 50;

/** How many messages each has under way: the last of too many would wait for the disk for longer than the server does. */
const WINDOW = 20;

/**
 * Has people of their own write many messages at once.
 * @param {import('./guest.js').Guest} guest lends the browser
 * @param {string[]} texts
 * @returns {Promise<string[]>} the texts in the order in which they were stored
 */
export async function write(guest, texts) {
  const writers = Math.min(WRITERS, Math.ceil(texts.length / 100));
  return guest.page.mainFrame().evaluate(async ({ texts, writers, window }) => { // thousands may take long, and are bounded by the visit
    const stored = new Map(); // number to text
    const one = mine => new Promise((resolve, reject) => {
      let missing = mine.length;
      let next = 0;
      const socket = new WebSocket(`${location.href.replace('http', 'ws')}ws`);
      socket.onerror = reject;
      socket.onclose = () => reject(new Error(`closed with ${missing} of ${mine.length} not stored`));
      socket.onopen = () => {
        socket.send(JSON.stringify({ type: 'hello' }));
        for (let i = 0; i < window; i++) say();
      };
      const say = () => {
        if (next < mine.length) socket.send(JSON.stringify({ type: 'say', id: `crowd-${next}`, text: mine[next++] }));
      };
      socket.onmessage = ({ data }) => {
        const refused = data.split('\n').find(line => line.startsWith('{"type":"error"'));
        if (refused) reject(new Error(refused));
        for (const line of data.split('\n').filter(line => line.startsWith('{"type":"stored"'))) {
          const { id, seq } = JSON.parse(line);
          stored.set(seq, mine[id.slice('crowd-'.length)]);
          if (--missing === 0) resolve(socket.close());
          say();
        }
      };
    });
    await Promise.all(Array.from({ length: writers }, (_, w) => one(texts.filter((_, i) => i % writers === w))));
    return [...stored.keys()].sort((a, b) => a - b).map(seq => stored.get(seq));
  }, { texts, writers, window: WINDOW });
}

/**
 * "kind 1", "kind 2" and so on.
 * @param {string} kind
 * @param {number} n
 */
export function numbered(kind, n) {
  return Array.from({ length: n }, (_, i) => `${kind} ${i + 1}`);
}
