// Draws a screen of a terminal as a page.

const STYLE = `
  body { margin: 0; background: #17181a; }
  pre {
    display: inline-block; margin: 0; padding: 14px 18px;
    color: #dcdcda; font: 15px/1.3 "DejaVu Sans Mono", monospace; font-variant-ligatures: none;
  }
  .row { block-size: 1.3em; white-space: pre; }
  i { display: inline-block; inline-size: calc(var(--cells, 1) * 1ch); font-style: inherit; overflow: visible; }
  .cursor { background: #dcdcda; color: #17181a; }
`;

/** The sixteen colors, as usual terminals have them. */
const BASIC = [
  '#1d1f21', '#cc6666', '#8abf6a', '#d0a35c', '#6c99c6', '#b294bb', '#6fb8ae', '#c5c8c6',
  '#767876', '#e08080', '#a5d585', '#e6c07b', '#88b4e0', '#cbaed3', '#8fd3c9', '#ffffff',
];

const STEPS = [0, 95, 135, 175, 215, 255];

const characters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** @param {{lines: string[], x: number, y: number}} screen */
export function html({ lines, x, y }) {
  const style = {}; // it goes on from line to line
  const rows = lines.map((line, i) => `<div class="row">${row(line, style, i === y ? x : -1)}</div>`);
  return `<!doctype html><meta charset="utf-8"><style>${STYLE}</style><pre>${rows.join('')}</pre>`;
}

/** Each character has cells of its own, whatever font it comes from. */
function row(line, style, cursor) {
  let at = 0;
  let out = '';
  for (const [, sgr, text] of line.matchAll(/\x1b\[([\d;]*)m|([^\x1b]+)/g)) {
    if (text === undefined) {
      change(style, sgr);
      continue;
    }
    for (const { segment } of characters.segment(text)) {
      out += cell(segment, style, at === cursor);
      at += cells(segment);
    }
  }
  for (; at <= cursor; at++) out += cell(' ', {}, at === cursor);
  return out || ' ';
}

function cell(character, style, isCursor) {
  const name = isCursor ? 'cursor' : '';
  if (BLOCKS[character]) return `<i class="${name}" style="${block(BLOCKS[character], style)}"> </i>`; // fonts leave gaps
  const escaped = character.replace(/[&<]/g, c => (c === '&' ? '&amp;' : '&lt;'));
  const width = cells(character);
  return `<i class="${name}" style="${width === 1 ? '' : `--cells:${width};`}${css(style)}">${escaped}</i>`;
}

/** Blocks, as where the upper and where the lower half of the cell is full. */
const BLOCKS = { '▀': [1, 0], '▄': [0, 1], '█': [1, 1] };

function block([upper, lower], { color = '#dcdcda', ground = 'transparent' }) {
  const [top, bottom] = [upper, lower].map(full => (full ? color : ground));
  return `block-size:1.3em;vertical-align:top;background:linear-gradient(${top} 50%, ${bottom} 50%)`;
}

/** How many cells tmux gives a character: signs that stand beside a letter, as in Devanagari and Thai, have their own. */
function cells(character) {
  if (isWide(character)) return 2;
  return Math.max(1, [...character].filter(c => !/[\p{Mn}\p{Me}\p{Cf}]/u.test(c)).length);
}

function isWide(character) {
  return /\p{Emoji_Presentation}|\ufe0f|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]/u.test(character);
}

function css({ bold, faint, italic, underlined, struck, color, ground }) {
  const lines = [underlined && 'underline', struck && 'line-through'].filter(Boolean).join(' ');
  return [
    color && `color:${color}`, ground && `background:${ground};block-size:1.3em;vertical-align:top`, bold && 'font-weight:700', faint && 'opacity:.6', italic && 'font-style:italic',
    lines && `text-decoration:${lines}`,
  ].filter(Boolean).join(';');
}

/** Takes in a control sequence for looks. */
function change(style, sgr) {
  const codes = sgr.split(';').map(Number);
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i];
    if (code === 0) for (const key of Object.keys(style)) delete style[key];
    if (code === 1) style.bold = true;
    if (code === 2) style.faint = true;
    if (code === 3) style.italic = true;
    if (code === 4) style.underlined = true;
    if (code === 9) style.struck = true;
    if (code === 39) delete style.color;
    if (code >= 30 && code <= 37) style.color = BASIC[code - 30];
    if (code >= 90 && code <= 97) style.color = BASIC[code - 82];
    if (code === 48 && codes[i + 1] === 5) style.ground = indexed(codes[(i += 2)]);
    if (code === 49) delete style.ground;
    if (code === 38 && codes[i + 1] === 5) style.color = indexed(codes[(i += 2)]);
    if (code === 38 && codes[i + 1] === 2) style.color = `rgb(${codes.slice(i + 2, (i += 4) + 1)})`;
  }
}

function indexed(n) {
  if (n < 16) return BASIC[n];
  if (n > 231) return `rgb(${Array(3).fill(8 + (n - 232) * 10)})`;
  return `rgb(${[36, 6, 1].map(base => STEPS[Math.floor((n - 16) / base) % 6])})`;
}
