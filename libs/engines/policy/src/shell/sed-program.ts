import { danger, type Found, opaque, write } from './found.js';
import { readSedScript } from './sed-script.js';
import { known, type Special } from './special.js';

const LONGEST_SCRIPT = 10_000;

interface SedWords {
  readonly scripts: readonly string[];
  readonly scriptFiles: readonly (string | null)[];
  readonly operands: readonly (string | null)[];
  readonly isInPlace: boolean;
}

/** What sed edits in place, and what its scripts do besides editing. */
export const sed: Special = (args) => {
  const { scripts, scriptFiles, operands, isInPlace } = sedWords(args);
  const isFirstScript = scripts.length === 0 && scriptFiles.length === 0;
  return [
    ...(isFirstScript ? known(operands.slice(0, 1)) : scripts).flatMap(sedFound),
    ...(isInPlace ? known(isFirstScript ? operands.slice(1) : operands).map(write) : []),
    ...scriptFiles.map((path): Found =>
      path === null || /^(?:-|\/dev\/.*)$/.test(path) ? opaque('what a sed file does') : { kind: 'project', path },
    ),
  ];
};

/** What one script would do; one that cannot be read may do anything. */
function sedFound(text: string): readonly Found[] {
  if (text.length > LONGEST_SCRIPT) return [danger('a program text of more than 10,000 characters')];
  return readSedScript(text) ?? [opaque('what a sed script does')];
}

/** Letters of options may share a word; the value of one stands behind it, in the same word or the next. */
function sedWords(args: readonly (string | null)[]): SedWords {
  const scripts: string[] = [];
  const scriptFiles: (string | null)[] = [];
  const operands: (string | null)[] = [];
  let [isInPlace, isOver] = [false, false];
  const give = (letter: string, value: string | null | undefined): void => {
    if (letter === 'f') scriptFiles.push(value ?? null);
    else if (letter === 'e' && typeof value === 'string') scripts.push(value);
  };
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? null;
    if (isOver || word === null || !/^-./.test(word)) operands.push(word);
    else if (word === '--') isOver = true;
    else if (word.startsWith('--')) {
      // Any beginning of a name that no other has will do.
      const [, name = '', value] = /^--([a-z-]+)(?:=(.*))?$/s.exec(word) ?? [];
      isInPlace ||= /^i/.test(name);
      const letter = /^e/.test(name) ? 'e' : /^fi/.test(name) ? 'f' : '';
      if (letter !== '') give(letter, value ?? args[(at += 1)]);
    } else {
      const [, flags = '', letter = '', joined = ''] = /^-([^efil]*)([efil]?)(.*)$/s.exec(word) ?? [];
      isInPlace ||= letter === 'i' || flags.includes('i');
      if (/[efl]/.test(letter)) give(letter, joined === '' ? args[(at += 1)] : joined);
    }
  }
  return { scripts, scriptFiles, operands, isInPlace };
}
