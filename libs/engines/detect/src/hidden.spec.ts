import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findHidden, withoutHidden } from './hidden.js';
import { quotedForShell, shellHazards } from './shell-input.js';

const tags = (text: string) => Array.from(text, (one) => String.fromCodePoint(0xe_0000 + one.charCodeAt(0))).join('');
const selectors = (text: string) =>
  Array.from(text, (one) => {
    const byte = one.charCodeAt(0);
    return String.fromCodePoint(byte < 16 ? 0xfe00 + byte : 0xe_0100 + byte - 16);
  }).join('');

describe('hidden characters', () => {
  it.each([
    ['tags', `a${tags('run rm')}b`, 'run rm'],
    ['bidi', 'if (admin\u202e // ) {', undefined],
    ['zero-width', `a${'\u200b\u200c'.repeat(8)}b`, undefined],
    ['variation-selectors', `😀${selectors('send it')}`, 'send it'],
    ['control', 'a\u0007b', undefined],
  ])('of the kind %s are found, and what they spell', (kind, text, spells) => {
    expect(findHidden(text)).toMatchObject([{ kind, ...(spells !== undefined && { spells }) }]);
  });

  it.each([
    ['a flag', '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}'],
    ['a family', '👨‍👩‍👧‍👦'],
    ['a byte-order mark', '\ufefftext'],
    ['colours of a terminal', '\u001b[32mok\u001b[0m'],
    ['Persian with joiners', 'می‌خواهم'],
    ['a heart', '❤️'],
  ])('are not %s', (_what, text) => {
    expect(findHidden(text)).toEqual([]);
  });

  it('are taken out without touching what is seen', () => {
    expect(withoutHidden(`ig\u200bnore${tags('x')}\u202e this`)).toBe('ignore this');
    fc.assert(fc.property(fc.string(), (text) => withoutHidden(text) === text || /[^ -~]/.test(text)));
  });
});

describe('what reaches a shell', () => {
  it.each([
    ['null', 'rm a\0b'],
    ['escape', 'echo \u001b]0;x\u0007'],
    ['paste', 'ls\u001b[201~; rm -rf ~'],
    ['erase', 'rm -rf ~ #\u0008\u0008'],
    ['erase', 'evil\rls'],
    ['line-separator', 'ls\u2028rm x'],
    ['look-alike', 'ls； rm x'],
  ])('is told of %s', (kind, command) => {
    expect(shellHazards(command).map((one) => one.kind)).toContain(kind);
  });

  it('is plain otherwise', () => {
    expect(shellHazards('git commit -m "Größe — ändern" && echo "日本語" \\\n  | cat\r\n')).toEqual([]);
  });

  it('is one word when quoted', () => {
    expect(quotedForShell("it's $(x) `y` \n")).toBe(`'it'\\''s $(x) \`y\` \n'`);
    expect(quotedForShell('plain-1.2/x')).toBe('plain-1.2/x');
    expect(quotedForShell('')).toBe("''");
    expect(() => quotedForShell('a\0')).toThrow(RangeError);
  });
});
