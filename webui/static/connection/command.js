import { makeID } from './outbox.js';
import { Lost, Refused } from './replies.js';

/**
 * Sends a command, as if it had been typed.
 * @param {import('./connection.js').Connection} connection
 * @param {string} line
 * @returns {Promise<{done: boolean, text: string, code?: string, act?: {n: number, text: string}}>} what the person is to read
 */
export async function obey(connection, line) {
  try {
    const { text = '', code, act } = await connection.ask({ type: 'say', id: makeID(0), text: line });
    return { done: true, text, code, act };
  } catch (error) {
    if (error instanceof Lost) return { done: false, text: 'There is no connection: try again when there is.' };
    if (!(error instanceof Refused)) throw error;
    return { done: false, text: error.message };
  }
}
