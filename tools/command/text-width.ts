/** Characters that take two columns in a terminal: CJK, kana, Hangul, full-width forms, emoji. */
const WIDE =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\u33FF\u3400-\u4DBF\u4E00-\u9FFF\uA000-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE4F\uFF00-\uFF60\uFFE0-\uFFE6]|[\u{1F300}-\u{1FAFF}\u{20000}-\u{3FFFD}]/u;
/** Combining marks and joiners take none. */
const ZERO = /\p{Mn}|\p{Me}|\u200B|\u200D|\uFE0F/u;

/** Columns that a text takes in a terminal. */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of text) width += ZERO.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return width;
}

/** The text filled with blanks to `width` columns, or cut with an ellipsis. */
export function padded(text: string, width: number, side: 'left' | 'right' = 'left'): string {
  const cut = textWidth(text) > width ? cutTo(text, width) : text;
  const blanks = ' '.repeat(width - textWidth(cut));
  return side === 'left' ? cut + blanks : blanks + cut;
}

function cutTo(text: string, width: number): string {
  let cut = '';
  for (const character of text) {
    if (textWidth(cut + character) > width - 1) break;
    cut += character;
  }
  return `${cut}…`;
}
