import type { Word } from 'unbash';

const [SINGLE, DOUBLE, DOLLAR, TICK, BACKSLASH] = [0x27, 0x22, 0x24, 0x60, 0x5c];

/**
 * What stands in the quotes of a word that is nothing but quoted, where a shell would put nothing in the place of it; undefined of any other word. Most
 * quoted words are such ones: nobody needs to take them apart.
 */
export function quotedText({ text }: Pick<Word, 'text'>): string | undefined {
  const quote = text.charCodeAt(0);
  if (quote !== SINGLE && quote !== DOUBLE) return undefined;
  const end = text.length - 1;
  if (end === 0 || text.charCodeAt(end) !== quote) return undefined;
  for (let at = 1; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quote) return undefined;
    if (quote === DOUBLE && (code === DOLLAR || code === TICK || code === BACKSLASH)) return undefined;
  }
  return text.slice(1, end);
}
