// What was said in the room a year ago: found again by `release notes`.

const LINES = [
  ['mira', 'who writes the notes for the next one?'],
  ['tomás', 'I did the **release notes** last time, and I would again, if somebody reads them'],
  ['ada', 'I read them. And I liked the part about the tea kettle'],
  ['Zoë', 'there was no tea kettle in them'],
  ['ada', 'then it was in the notes of the release before'],
  ['tomás', 'it was in the *footnotes*'],
  ['mira', 'good. The notes are tomás\'s, then; the release is on the 14th'],
  ['ada', 'and bring the kettle'],
];

const MINUTE = 60_000;

/** The talk of an afternoon a year ago, with days of other talk before and after it. */
export function lastYear() {
  const began = Date.now() - 365 * 24 * 60 * MINUTE;
  const other = (days, i) => ({ at: began + days * 24 * 60 * MINUTE + i * MINUTE, name: LINES[i % LINES.length][0], text: `what else there was on that day, number ${i + 1}` });
  const others = days => Array.from({ length: 60 }, (_, i) => other(days, i));
  const talk = LINES.map(([name, text], i) => ({ at: began + i * MINUTE, name, text }));
  return [...others(-3), ...others(-1), ...talk, ...others(1), ...others(9)];
}
