import type { Words } from './call.js';
import { DELETERS, INTERPRETERS, SHELLS } from './programs.js';
import { basename } from './scene.js';

/** What may be behind a word of a program that nobody knows. */
export type Suspect =
  | { readonly words: Words; readonly isPath: boolean }
  | { readonly text: string }
  | { readonly code: string }
  | { readonly kind: 'read' | 'write'; readonly path: string };

const HANDS = new Set([
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
const isHand = (program: string): boolean =>
  SHELLS.has(program) || INTERPRETERS.has(program) || DELETERS.has(program) || HANDS.has(program);
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
export function suspects(words: Words): readonly Suspect[] {
  const found: Suspect[] = [];
  words.forEach((word, at) => {
    if (word === null || found.length >= MOST_SUSPECTS) return;
    const next = words[at + 1];
    const output = JOINED_OUTPUT.exec(word)?.[1] ?? (OUTPUT.test(word) ? next : undefined);
    if (output !== undefined && output !== null && /^(?:[/~]|\.\.)/.test(output))
      found.push({ kind: 'write', path: output });
    const listed = /^@([/~.].*)$/.exec(word)?.[1];
    if (listed !== undefined) found.push({ kind: 'read', path: listed });
    for (const [, path] of word.slice(0, LONGEST_WORD).matchAll(PATHS)) found.push({ kind: 'read', path: path ?? '' });
    if (CALLS.test(word)) found.push({ code: word });
    const text = word.replace(/^-{1,2}[\w-]+=/, '');
    if (/\s/.test(text)) {
      if (isHand(basename(/^!?\s*(\S+)/.exec(text)?.[1] ?? ''))) found.push({ text: text.replace(/^!/, '') });
    } else if (isHand(basename(word))) found.push({ words: words.slice(at), isPath: word.startsWith('/') });
  });
  return found;
}

/** As `suspects`, for programs that are known: only a whole text that reads like a command or like code, since their other words are looked at as what they are. */
export const suspectTexts = (words: Words): readonly Suspect[] =>
  words.flatMap((word): readonly Suspect[] => {
    if (word === null || !/\s/.test(word)) return [];
    const text = word.replace(/^-{1,2}[\w-]+=/, '').replace(/^!/, '');
    return [
      ...(isHand(basename(/^\s*(\S+)/.exec(text)?.[1] ?? '')) ? [{ text }] : []),
      ...(CALLS.test(word) ? [{ code: word }] : []),
    ];
  });
