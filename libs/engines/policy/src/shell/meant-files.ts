import { nameMatcher } from '../glob.js';
import { PROTECTED_FILES, SECRET_FILES } from '../protected-files.js';
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

/** The guarded files that a pattern of the shell may mean. */
export function meantBy(path: string, kind: 'read' | 'write' | 'delete', { home }: World): readonly string[] {
  if (!/[*?[]/.test(path) || path.length > 1_000) return [];
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  // A set of characters is taken as any one; a leading star or question mark does not stand for a dot.
  const patterns = parts.map((part) => ({
    fits: nameMatcher(part.replace(/\[[^\]]*\]/g, '?')),
    isHidden: /^[.[]/.test(part),
    letters: part.replace(/\[[^\]]*\]|[*?]/g, '').length,
  }));
  const fits = (candidate: string): boolean => {
    const names = candidate.split('/').filter((name) => name !== '');
    return (
      names.length === patterns.length &&
      patterns.every(({ fits, isHidden, letters }, at) => {
        const name = names[at] ?? '';
        // `*.json` may mean any file; what spells most of a guarded name means it.
        return fits(name) && (name.startsWith('.') ? isHidden : letters >= name.length - MOST_LEFT_OUT);
      })
    );
  };
  const firstGlob = parts.findIndex((part) => /[*?[]/.test(part));
  const sets = kind === 'read' ? [SECRETS] : [SECRETS, GUARDED];
  return sets
    .flatMap((set) => [
      ...set.home.map((name) => `${home}/${name}`),
      ...set.system.map((name) => `/${name}`),
      ...set.folder.flatMap((name) => {
        const depth = parts.length - name.split('/').length;
        return depth >= 0 && firstGlob >= depth ? [`/${[...parts.slice(0, depth), name].join('/')}`] : [];
      }),
    ])
    .filter(fits);
}
