import type { Words } from './call.js';
import { DELETERS, INTERPRETERS, SHELLS } from './programs.js';
import { basename } from './scene.js';
import { SIGN, signsOf } from './signs.js';

/** What may be behind a word of a program that nobody knows. */
export type Suspect =
  | { readonly words: Words; readonly isPath: boolean }
  | { readonly text: string }
  | { readonly code: string }
  | { readonly kind: 'read' | 'write'; readonly path: string };

const ALL_HANDS = new Set([
  ...SHELLS,
  ...INTERPRETERS,
  ...DELETERS,
  'sudo',
  'doas',
  'pkexec',
  'env',
  'exec',
  'dd',
  'tee',
  'chmod',
  'chown',
  'mv',
  'cp',
  'nc',
  'ncat',
  'chroot',
  'nsenter',
  'unshare',
]);
const isHand = (program: string): boolean => ALL_HANDS.has(program);
const OUTPUT = /^(?:-o|-O|--(?:out|dest|target|save|log)[\w-]*)$/;
const JOINED_OUTPUT = /^(?:-o|--(?:out|dest|target|save|log)[\w-]*=)([/~.].*)$/;
const MOST_SUSPECTS = 24;
const LONGEST_WORD = 2_000;
/** Files that a word names in its midst: `put /etc/shadow x`, `${file("/etc/shadow")}`. */
const PATHS = /(?:^|[\s"'=<:(@,{])((?:~\/|\/|\.\.\/)[\w.+/~-]+)/g;
/** What reads like code of some language. */
const CALLS =
  /\w\s*\(|`|\\write18|\bexec\b|\bsystem\b|\b\w+\s*\[?\s*["'][^"']*(?:\s[-~/]|["'],)|%sh\{|\)HOST\b|\d!:\d|["']\s*\.!/;

/** Words that a program could run or write to: a command behind its own words, a text that reads like one, a file behind an option for output. */
export function suspects(words: Words, signsIn: (word: string) => number = signsOf): readonly Suspect[] {
  const found: Suspect[] = [];
  for (let at = 0; at < words.length && found.length < MOST_SUSPECTS; at += 1) {
    const word = words[at];
    if (word === null || word === undefined) continue;
    const signs = signsIn(word);
    if ((signs & SIGN.dash) !== 0) {
      const output = JOINED_OUTPUT.exec(word)?.[1] ?? (OUTPUT.test(word) ? words[at + 1] : undefined);
      if (output !== undefined && output !== null && /^(?:[/~]|\.\.)/.test(output))
        found.push({ kind: 'write', path: output });
    }
    const listed = (signs & SIGN.at) === 0 ? undefined : /^@([/~.].*)$/.exec(word)?.[1];
    if (listed !== undefined) found.push({ kind: 'read', path: listed });
    if ((signs & SIGN.slash) !== 0)
      for (const [, path] of word.slice(0, LONGEST_WORD).matchAll(PATHS))
        found.push({ kind: 'read', path: path ?? '' });
    if (isCode(word, signs)) found.push({ code: word });
    const text = (signs & SIGN.dash) === 0 ? word : word.replace(OPTION, '');
    if ((signs & SIGN.blank) !== 0 && /\s/.test(text)) {
      if (isHand(basename(/^!?\s*(\S+)/.exec(text)?.[1] ?? ''))) found.push({ text: text.replace(/^!/, '') });
    } else if (isHand(basename(word))) found.push({ words: words.slice(at), isPath: word.startsWith('/') });
  }
  return found;
}
const OPTION = /^-{1,2}[\w-]+=/;
const isCode = (word: string, signs: number): boolean =>
  ((signs & SIGN.code) !== 0 || word.includes('exec') || word.includes('system')) && CALLS.test(word);

/** As `suspects`, for programs that are known: only a whole text that reads like a command or like code, since their other words are looked at as what they are. */
export const suspectTexts = (words: Words): readonly Suspect[] =>
  words.flatMap((word): readonly Suspect[] => {
    if (word === null || !/\s/.test(word)) return [];
    const text = word.replace(OPTION, '').replace(/^!/, '');
    return [
      ...(isHand(basename(/^\s*(\S+)/.exec(text)?.[1] ?? '')) ? [{ text }] : []),
      ...(CALLS.test(word) ? [{ code: word }] : []),
    ];
  });
