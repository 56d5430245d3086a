import { type Matcher, nameMatcher } from '../glob.js';
import { remembered } from '../remembered.js';
import { PROTECTED_FILES } from '../protected-files.js';
import { SECRET_FILES } from '../secret-files.js';
import type { World } from '../request.js';

/** Files below folders that are guarded as a whole. */
const BELOW: Readonly<Record<string, readonly string[]>> = {
  '.ssh': ['id_rsa', 'id_ed25519', 'config', 'authorized_keys'],
  '.aws': ['credentials', 'config'],
  '.gnupg': ['secring.gpg', 'private-keys-v1.d'],
  '.kube': ['config'],
  '.azure': ['accessTokens.json'],
  '.config/gh': ['hosts.yml'],
  '.config/gcloud': ['credentials.db'],
  '.password-store': ['github.gpg'],
};
const START_FILES = '.bashrc .bash_profile .profile .zshrc .zshenv .bash_history .zsh_history'.split(' ');
const isPlain = (pattern: string): boolean => !/[*?]/.test(pattern);

function namesIn(patterns: readonly string[], start: string): readonly string[] {
  return patterns.flatMap((pattern) => {
    if (!pattern.startsWith(start)) return [];
    const name = pattern
      .slice(start.length)
      .replace(/\/\*\*$/, '')
      .replace(/\*$/, '');
    return isPlain(name) && name !== '' ? [name, ...(BELOW[name] ?? []).map((one) => `${name}/${one}`)] : [];
  });
}

/** What a pattern of the shell may stand for: one file for each place that is guarded. */
const SECRETS = {
  home: [...namesIn(SECRET_FILES, '~/'), ...START_FILES],
  system: namesIn(SECRET_FILES, '/'),
  folder: [...namesIn(SECRET_FILES, '**/'), '.env.production', 'server.key'],
};
const GUARDED = { home: START_FILES, system: [], folder: namesIn(PROTECTED_FILES, '**/') };

/** How many letters of a plain name a pattern may leave open. */
const MOST_LEFT_OUT = 3;

const names = (path: string): readonly string[] => path.split('/').filter((name) => name !== '' && name !== '.');
const lastName = (path: string): string =>
  /\/\.?$/.test(path) ? (names(path).at(-1) ?? '') : path.slice(path.lastIndexOf('/') + 1);
const FIXED = {
  home: [SECRETS, GUARDED].map((set) => set.home.map(names)),
  system: [SECRETS, GUARDED].map((set) => set.system.map(names)),
  folder: [SECRETS, GUARDED].map((set) => set.folder.map(names)),
};
const NONE: readonly string[] = [];
const isGlob = (part: string): boolean => part.includes('*') || part.includes('?') || part.includes('[');

/** The guarded files that a pattern of the shell may mean. */
export function meantBy(path: string, kind: 'read' | 'write' | 'delete', { home }: World): readonly string[] {
  if (!isGlob(path) || path.length > 1_000) return NONE;
  const may = endingAs(lastName(path));
  if (may === null) return NONE;
  const parts = names(path);
  const first = parts.findIndex(isGlob);
  const homeParts = names(home);
  const found: string[] = [];
  for (const set of kind === 'read' ? [0] : [0, 1]) {
    const begins = homeParts.length <= first && homeParts.every((part, at) => part === parts[at]);
    // A pattern that reaches up into the home itself is rare: it is compared part by part.
    for (const name of may.home[set] ?? [])
      if (begins || first < homeParts.length)
        take([...homeParts, ...name], parts, begins ? homeParts.length : 0, found);
    for (const name of may.system[set] ?? []) if (name[0] === parts[0] || first === 0) take(name, parts, 0, found);
    for (const name of may.folder[set] ?? []) {
      const depth = parts.length - name.length;
      if (depth >= 0 && first >= depth) take([...parts.slice(0, depth), ...name], parts, depth, found);
    }
  }
  return found;
}

/** The guarded files whose last part a pattern fits: of most patterns none, and patterns repeat. */
const endingAs = remembered((last): typeof FIXED | null => {
  const ends = partMatcher(last);
  const mayEnd = (names: readonly (readonly string[])[]): (readonly string[])[] =>
    names.filter((name) => ends(name.at(-1) ?? ''));
  const ending = { home: FIXED.home.map(mayEnd), system: FIXED.system.map(mayEnd), folder: FIXED.folder.map(mayEnd) };
  return Object.values(ending).every((sets) => sets.every((names) => names.length === 0)) ? null : ending;
});

/** Adds the candidate where every part from `from` on fits. */
function take(candidate: readonly string[], parts: readonly string[], from: number, found: string[]): void {
  if (candidate.length !== parts.length) return;
  for (let at = from; at < parts.length; at += 1) if (!fitsPart(parts[at] ?? '', candidate[at] ?? '')) return;
  found.push(`/${candidate.join('/')}`);
}

const fitsPart = (pattern: string, name: string): boolean => partMatcher(pattern)(name);

function partMatcher(pattern: string): Matcher {
  if (!isGlob(pattern)) return (name) => pattern === name;
  // A leading star or question mark does not stand for a dot. `*.json` may mean any file; what spells most of a guarded name means it.
  const mayBeDotted = /^[.[]/.test(pattern);
  const longest = lettersOf(pattern) + MOST_LEFT_OUT;
  const fits = nameMatcher(pattern.replace(/\[[^\]]*\]/g, '?'));
  return (name) => (name.startsWith('.') ? mayBeDotted : name.length <= longest) && fits(name);
}

const lettersOf = (pattern: string): number => pattern.replace(/\[[^\]]*\]|[*?]/g, '').length;
