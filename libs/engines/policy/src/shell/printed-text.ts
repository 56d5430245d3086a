import { known } from './special.js';

/** What `echo` and `printf` print, as far as it matters. */
export function textPrinted(name: string, args: readonly (string | null)[]): string | undefined {
  if (args.includes(null)) return undefined;
  const words = known(args);
  if (name === 'echo') {
    const text = words.filter((word) => !/^-[neE]+$/.test(word)).join(' ');
    return /^-[nE]*e/.test(words[0] ?? '') ? spelt(text) : text;
  }
  if (name !== 'printf') return undefined;
  const [format = '', ...rest] = words;
  return unescaped(format) ?? formatted(format, rest);
}

/** A format of texts alone: each `%s` takes one word; what is left over goes through the format again. */
function formatted(format: string, words: readonly string[]): string | undefined {
  if (/%(?![sqb%])/.test(format)) return undefined;
  const left = [...words];
  let text = '';
  do {
    text += format.replace(/%([sqb%])|[^%]+/g, (piece, sign?: string) => {
      if (sign === undefined) return unescaped(piece) ?? piece;
      if (sign === '%') return '%';
      const word = left.shift() ?? '';
      return sign === 'b' ? (unescaped(word) ?? word) : word;
    });
  } while (left.length > 0 && left.length < words.length && text.length < 20_000);
  return text;
}

/** What `printf` makes of a format without conversions. */
export const unescaped = (text: string): string | null => (text.includes('%') ? null : spelt(text));

/** What stands for a sign behind a backslash, as that sign. */
const spelt = (text: string): string =>
  !text.includes('\\')
    ? text
    : text.replace(
        /\\(?:x([0-9a-fA-F]{1,2})|0?([0-7]{1,3})|(.))/g,
        (_, hex?: string, octal?: string, other?: string) =>
          hex !== undefined
            ? String.fromCharCode(parseInt(hex, 16))
            : octal !== undefined
              ? String.fromCharCode(parseInt(octal, 8))
              : other === 'n'
                ? '\n'
                : other === 't'
                  ? '\t'
                  : (other ?? ''),
      );
