/** A command that takes a name, and so the admin secret, and the secret's own shape (B38). */
const NAMING = /^\/nick\s/i;
const SHAPE = /talk-[a-z2-7]{26}/;

/**
 * Whether a line may hold the admin secret. Such a line is sent, and kept
 * nowhere: not as a draft, not in the outbox, not among the lines to recall.
 * @param {string} line
 */
export function mayHoldSecret(line) {
  return NAMING.test(line) || SHAPE.test(line);
}
