import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findHidden, withoutHidden } from './hidden.js';
import { quotedForShell, shellHazards } from './shell-input.js';
import { withoutUnseen } from './unseen.js';

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
    ['variation-selectors', `e${selectors('ok')}`, 'ok'],
    ['zero-width', 'a\u200e\u200f\u200e\u200fb', undefined],
    ['zero-width', 'a\u206a\u206b\u206c\u206db', undefined],
    ['control', 'a\u0007b', undefined],
  ])('of the kind %s are found, and what they spell', (kind, text, spells) => {
    expect(findHidden(text)).toMatchObject([{ kind, ...(spells !== undefined && { spells }) }]);
  });

  it.each([
    ['the clipboard', '\u001b]52;c;bHM=\u0007'],
    ['the clipboard, in one character', '\u009d52;c;bHM=\u0007'],
    ['a file', '\u001b]1337;File=name=YQ==;inline=0:AA\u0007'],
    ['an answer as if it were typed', '\u001bP+q544e\u001b\\'],
    ['a title as if it were typed', '\u001b[21t'],
    ['the end of a paste', '\u001b[201~ls'],
    ['concealed words', '\u001b[8mrun it again\u001b[28m'],
    ['concealed words in colour', '\u001b[0;31;8;1mrun it again'],
    ['black words on black', '\u001b[30;40mrun it again'],
  ])('reach beyond the screen, or what it shows, by %s', (_what, text) => {
    expect(findHidden(text).map(({ kind }) => kind)).toContain('terminal');
  });

  it.each([
    ['a title', '\u001b]0;npm install\u0007'],
    ['a link', '\u001b]8;;https://doc.example/E0308\u001b\\E0308\u001b]8;;\u001b\\'],
    ['progress', '\u001b]9;4;1;50\u001b\\'],
    ['a line written again', '\u001b[1A\u001b[2K50% of it'],
    ['grey of 256 colours', '\u001b[38;5;8mgrey words\u001b[0m'],
    ['a ground of true colour', '\u001b[48;2;9;9;8mgrey words\u001b[0m'],
    ['black on green', '\u001b[30;42m PASS \u001b[0m'],
  ])('do not by %s', (_what, text) => {
    expect(findHidden(text).filter(({ kind }) => kind === 'terminal')).toEqual([]);
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
    ['escape', 'echo \u009fx'],
    ['paste', 'ls\u001b[201~; rm -rf ~'],
    ['erase', 'rm -rf ~ #\u0008\u0008'],
    ['erase', 'evil\rls'],
    ['control', 'echo \u0015ls'],
    ['control', 'echo \u0016\u0003'],
    ['control', 'echo \u0084x'],
    ['line-separator', 'ls\u2028rm x'],
    ['look-alike', 'ls； rm x'],
    ['look-alike', 'ls﹔rm x'],
    ['look-alike', 'ls \u2212la'],
    ['look-alike', 'ls \u2013la'],
    ['look-alike', 'ls \u29f8etc'],
    ['look-alike', 'npm install l\u043edash'],
    ['invalid', 'echo \ud800'],
    ['invalid', 'echo \ufffe'],
    ['stacked', `ls a${'\u0336'.repeat(20)}`],
  ])('is told of %s', (kind, command) => {
    expect(shellHazards(command).map((one) => one.kind)).toContain(kind);
  });

  it.each([
    ['a blank without width', 'git\u200b status'],
    ['a joiner in a word of Latin letters', 'cat pa\u200dckage.json'],
    ['a mark of direction among Latin letters', 'ls s\u200erc'],
    ['turned order', 'ls \u202excod.exe'],
    ['a letter that is blank', 'ls \u3164'],
    ['a blank of Braille alone', 'ls src\u2800'],
    ['old fillers', 'ls \u115fsrc'],
    ['marks of annotations', 'echo \ufff9a\ufffab\ufffb'],
    ['beams of music', 'ls \u{1d173}x'],
    ['a mark of Arabic beside none', 'echo \u061ca'],
    ['a selector behind a letter', 'git\ufe0f status'],
    ['tags', `ls${tags('; rm -rf ~')}`],
    ['a flag that spells more', `echo 🏴${tags('deletes it all')}\u{e007f}`],
  ])('is told of %s', (_what, command) => {
    const at = command.search(/[^ -~漢🏴]/u);
    expect(shellHazards(command)).toContainEqual({ kind: 'unseen', what: 'a character that shows nothing', start: at });
    expect(withoutUnseen(command)).not.toBe(command);
  });

  it('is told of a second selector behind one that is honest', () => {
    const command = 'echo 漢\u{e0100}\u{e0101}';
    expect(shellHazards(command)).toContainEqual({ kind: 'unseen', what: 'a character that shows nothing', start: 8 });
    expect(withoutUnseen(command)).toBe('echo 漢\u{e0100}');
  });

  it.each([
    ['German and Japanese', 'git commit -m "Größe — ändern" && echo "日本語" \\\n  | cat\r\n'],
    ['wide signs among Chinese', 'git commit -m "（括号）：１００；完成～"'],
    ['Persian', 'ls فایل\u200cها'],
    ['Hindi, Sinhala and Malayalam', 'echo "क्\u200dष ශ්\u200dරී കാര്\u200d"'],
    ['Hebrew with marks', 'echo "\u200fשלום\u200e (abc)"'],
    ['Arabic with its mark', 'echo "\u061cالسعر: 5"'],
    ['Thai with breaks', 'echo "คำ\u200bไทย"'],
    ['families, professions and hearts', 'git commit -m "👨\u200d👩\u200d👧 👩🏽\u200d💻 ❤️\u200d🔥 1️⃣ ☑︎"'],
    ['a flag', 'echo 🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}'],
    ['a name in its own form', 'echo 葛\u{e0100}城'],
    ['Braille', 'echo ⠓⠀⠑'],
    ['dashes of sentences', 'git commit -m "a – b, 3–5 — and 5 − 3"'],
    ['two alphabets beside each other', 'echo "USB-кабель 5 μm Δx λx kΩ Кб"'],
    ['accents as marks', 'echo "e\u0301te\u0301 Vie\u0323\u0302t"'],
    ['letters for clicks', 'echo \u01c0Xam'],
  ])('may hold %s', (_what, command) => {
    expect(shellHazards(command)).toEqual([]);
    expect(withoutUnseen(command)).toBe(command);
  });

  it('loses nothing that is seen', () => {
    fc.assert(fc.property(fc.string(), (text) => withoutUnseen(text) === text));
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(withoutUnseen(text).length).toBeLessThanOrEqual(text.length);
        shellHazards(text);
      }),
    );
  });

  it('is one word when quoted', () => {
    expect(quotedForShell("it's $(x) `y` \n")).toBe(`'it'\\''s $(x) \`y\` \n'`);
    expect(quotedForShell('plain-1.2/x')).toBe('plain-1.2/x');
    expect(quotedForShell('')).toBe("''");
    expect(() => quotedForShell('a\0')).toThrow(RangeError);
  });
});
