/**
 * Has a person of their own write many messages, and returns when all are stored.
 * @param {import('./guest.js').Guest} guest lends the browser
 * @param {string[]} texts
 */
export async function write(guest, texts) {
  await guest.page.evaluate(async texts => {
    const socket = new WebSocket(location.href.replace('http', 'ws') + 'ws');
    await new Promise((stored, broken) => {
      let missing = texts.length;
      socket.onerror = broken;
      socket.onopen = () => {
        socket.send(JSON.stringify({ type: 'hello' }));
        texts.forEach((text, i) => socket.send(JSON.stringify({ type: 'say', id: `crowd-${i}`, text })));
      };
      socket.onmessage = ({ data }) => {
        missing -= data.split('\n').filter(line => line.startsWith('{"type":"stored"')).length;
        if (missing === 0) stored();
      };
    });
    socket.close();
  }, texts);
}

/**
 * "kind 1", "kind 2" and so on.
 * @param {string} kind
 * @param {number} n
 */
export function numbered(kind, n) {
  return Array.from({ length: n }, (_, i) => `${kind} ${i + 1}`);
}
