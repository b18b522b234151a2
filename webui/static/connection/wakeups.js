/**
 * Looks out for what may have mended the line or cut it, or brought somebody back (B5).
 * @param {import('./connection.js').Connection} connection
 * @param {import('../composer/writing.js').Writing} writing
 */
export function watchForWakeups(connection, writing) {
  for (const change of ['online', 'offline']) addEventListener(change, () => connection.wake());
  addEventListener('pageshow', ({ persisted }) => { if (persisted) connection.wake(); });
  addEventListener('focus', () => writing.resume()); // also what a tab had in hand that was closed just now
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) return;
    connection.wake();
    writing.resume();
  });
}
