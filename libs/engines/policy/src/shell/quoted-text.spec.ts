import { readdirSync, readFileSync } from 'node:fs';
import { forEachChild, parse, type SyntaxNode, type Word } from 'unbash';
import { describe, expect, it } from 'vitest';
import { quotedText } from './quoted-text.js';

const CASES = new URL('../../cases/', import.meta.url);

function wordsOf(text: string): readonly Word[] {
  const words: Word[] = [];
  const walk = (node: SyntaxNode): void => {
    if (node.type === 'Word') words.push(node);
    forEachChild(node, walk);
  };
  walk(parse(text));
  return words;
}

/** What the parser says that such a word is made of, and how deep. */
function takenApart({ parts }: Word): readonly unknown[] | undefined {
  const [only, ...others] = parts ?? [];
  if (only === undefined || others.length > 0) return undefined;
  if (only.type === 'SingleQuoted') return ["'", only.value];
  if (only.type !== 'DoubleQuoted') return undefined;
  return ['"', ...only.parts.map((part) => (part.type === 'Literal' ? part.value : null))];
}

describe('the text in quotes', () => {
  it.each([
    [`'a b'`, 'a b'],
    [`"it's $5"`, undefined],
    [`"it's"`, "it's"],
    [`''`, ''],
    [`""`, ''],
    [`'$x \`y\` \\'`, '$x `y` \\'],
    ['"`y`"', undefined],
    ['"a\\b"', undefined],
    [`'a'b`, undefined],
    [`'a''b'`, undefined],
    [`"a"b"c"`, undefined],
    [`a'b'`, undefined],
    [`'`, undefined],
    ['', undefined],
  ])('of %s is %s', (text, expected) => {
    expect(quotedText({ text })).toBe(expected);
  });

  it('is what the parser finds in every case', () => {
    const words = readdirSync(CASES)
      .flatMap((file) => readFileSync(new URL(file, CASES), 'utf8').split('\n'))
      .flatMap((line) => wordsOf(line.replace(/^\S+ {2}/, '').replaceAll('␤', '\n')))
      .filter((word) => quotedText(word) !== undefined);
    expect(words.length).toBeGreaterThan(1_000);
    expect(words.map(takenApart)).toEqual(words.map((word) => [word.text.charAt(0), quotedText(word)]));
  });
});
