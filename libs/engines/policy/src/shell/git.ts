import { danger, type Found, opaque, read, remove, shell, write } from './found.js';
import { isLook, LOOKS } from './git-looks.js';
import { INTERPRETERS, SHELLS } from './programs.js';
import { known as knownOf } from './special.js';

const NOTHING: readonly Found[] = [];
const basename = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const set = (text: string): ReadonlySet<string> => new Set(text.split(' '));
const NETWORK = set(
  'fetch pull push clone ls-remote send-email svn p4 request-pull fetch-pack send-pack http-push remote-http remote-https daemon instaweb',
);
const CHANGES = set(
  'add commit checkout switch restore reset clean merge rebase cherry-pick revert rm mv apply am init gc prune fsck notes bisect sparse-checkout update-index update-ref read-tree write-tree commit-tree hash-object pack-refs repack bundle archive format-patch mergetool difftool rerere replace maintenance stripspace submodule lfs flow range-diff cherry diff-index diff-files interpret-trailers checkout-index mktag unpack-objects verify-commit verify-tag verify-pack show-branch',
);
/** Settings that name a program, a credential, a hook or another address. */
const RUNNING_SETTING =
  /(?:^core\.(?:pager|editor|sshcommand|hookspath|fsmonitor|askpass|gitproxy|attributesfile|worktree|excludesfile)|^(?:alias|filter|credential|include|includeif|url|pager|browser|man|gpg|http|https|protocol|uploadpack|receive|remote|submodule|init|safe)\.|\.(?:cmd|command|driver|textconv|tool|program|path|helper|editor|vcs|uploadpack|receivepack|update)$|^diff\.external|^sequence\.editor|^interactive\.|^sendemail\.)/i;
const HARMLESS_SETTING =
  /^(?:init\.defaultbranch|http\.(?:postbuffer|version|lowspeed\w+)|remote\.\w+\.fetch|safe\.directory)$/i;

/** What a call of git does. Words that are not known stand as null. */
export function gitFound(args: readonly (string | null)[]): readonly Found[] {
  const found: Found[] = [];
  let folder: string | null = null;
  let at = 0;
  for (; at < args.length; at += 1) {
    const word = args[at];
    if (word === null || word === undefined) return [...found, opaque('an argument of git')];
    if (!word.startsWith('-')) break;
    const value: string | null = args[at + 1] ?? null;
    if (word === '-C') folder = value;
    if (word === '-c' || word === '--config-env') found.push(...setting(value));
    if (/^--(?:exec-path|config-env)=/.test(word)) found.push(danger('git with another program path or setting'));
    const place = /^--(?:git-dir|work-tree)(?:=(.*))?$/.exec(word);
    if (place) found.push(write(place[1] ?? value ?? ''));
    if (/^(?:-C|-c|--git-dir|--work-tree|--namespace|--super-prefix|--config-env)$/.test(word)) at += 1;
  }
  const [sub, ...rest] = args.slice(at);
  if (sub === undefined || sub === null) return found;
  if (folder !== null) found.push(isLook(sub, rest) ? read(folder) : write(folder));
  return [...found, ...subcommand(sub, rest)];
}

function setting(pair: string | null): readonly Found[] {
  if (pair === null) return [opaque('a setting of git')];
  const [key = '', value = ''] = pair.split(/=(.*)/s);
  if (/^core\.(?:pager|editor)$/i.test(key) && /^(?:cat|true|less|:|)$/.test(value)) return [];
  return RUNNING_SETTING.test(key) && !HARMLESS_SETTING.test(key)
    ? [danger('a setting of git that runs a program')]
    : [];
}

const byWords = (sub: string, known: readonly string[]): Found[] =>
  known.length === 0 ? [] : [...optionsOf(sub, known), ...perSubcommand(sub, known), ...textFiles(sub, known)];

function subcommand(sub: string, rest: readonly (string | null)[]): readonly Found[] {
  const known = knownOf(rest);
  const operands = known.filter((word) => !isFlag(word));
  const found = byWords(sub, known);
  // A message is text, whatever it says.
  if (sub === 'clean') found.push(...cleaned(known, operands));
  const isUnclear = (word: string | null, at: number): boolean =>
    word === null && !/^(?:-[a-z]*m|--message)$/.test(rest[at - 1] ?? '');
  if (rest.some(isUnclear)) found.push(opaque('an argument of git'));
  if (sub === 'add' || sub === 'stage') found.push(...operands.map(read));
  if (sub === 'push' || sub === 'send-pack') return [...found, ...push(known, operands)];
  if (sub === 'config') return [...found, ...config(known, operands)];
  if (sub === 'clone') return [...found, ...cloned(known, operands)];
  if (NETWORK.has(sub)) return [...found, opaque('which host git reaches')];
  if (sub === 'remote')
    return operands[0] !== 'get-url' && (operands.length > 1 || known.includes('update'))
      ? [...found, opaque('which host git will reach')]
      : found;
  if (sub === 'submodule' || sub === 'lfs' || sub === 'archive') return [...found, ...network(sub, known, operands)];
  if (sub === 'bisect' && operands[0] === 'run')
    return [...found, { kind: 'words', words: rest.slice(rest.indexOf('run') + 1) }];
  if (sub === 'filter-branch' || sub === 'filter-repo') return [...found, danger('rewriting the whole history')];
  if (sub === 'worktree') return [...found, ...treesOf(operands)];
  if (sub === 'init' || sub === 'bundle')
    return [
      ...found,
      ...elsewhere(known),
      ...operands.slice(sub === 'bundle' ? 1 : 0, sub === 'bundle' ? 2 : 1).map(write),
    ];
  if (sub === 'rm' && !known.includes('--cached')) return [...found, ...operands.map(remove)];
  if (['mv', 'checkout', 'restore'].includes(sub)) return [...found, ...paths(sub, known, operands).map(write)];
  if (showsFiles(sub, known)) found.push(...operands.map((word) => read(word.slice(word.indexOf(':') + 1))));
  return LOOKS.has(sub) || CHANGES.has(sub) ? found : [...found, opaque('what an alias of git runs')];
}

const SHOWS_FILES = set('show diff cat-file blame hash-object grep format-patch archive');
/** Whether what stands in the files that are named is printed: of commits and stashes only where they are asked for what they change. */
const showsFiles = (sub: string, known: readonly string[]): boolean =>
  SHOWS_FILES.has(sub) ||
  (/^(?:log|stash|whatchanged)$/.test(sub) &&
    known.some((word) => /^(?:-p|-u|--patch\S*|-[SGL].*|-c|--cc|-U\d*)$/.test(word)));

/** What is fetched into a folder that is named, or named as its address ends. */
function cloned(known: readonly string[], [address = '', folder]: readonly string[]): readonly Found[] {
  const name = /([^/:]+?)(?:\.git)?\/?$/.exec(address)?.[1];
  return [
    opaque('which host git reaches'),
    ...elsewhere(known),
    ...(folder === undefined ? [] : [write(folder)]),
    ...(name === undefined ? [] : [{ kind: 'fetched' as const, path: folder ?? name, isFolder: true }]),
  ];
}

/** The folders that a verb makes, moves or deletes. */
const treesOf = ([verb, ...folders]: readonly string[]): readonly Found[] => {
  if (verb === 'add') return folders.slice(0, 1).map(write);
  if (verb === 'move') return folders.map((folder, at) => (at === 0 ? remove(folder) : write(folder)));
  return verb === 'remove' ? folders.map(remove) : [];
};

/** Where a repository keeps its own folder. */
const elsewhere = (known: readonly string[]): readonly Found[] =>
  known.flatMap((word, at) => {
    const place = /^--separate-git-dir(?:=(.*))?$/.exec(word);
    return place === null ? [] : [write(place[1] ?? known[at + 1] ?? '')];
  });

/** Options by which a sub-command takes text out of a file: a message, a template, patterns, a list of paths. */
const TEXT_FILES = byName({
  commit: /^(?:-[a-zA-Z]*[Ft]|--file|--template)(?:=|$)/,
  tag: /^(?:-[a-z]*F|--file)(?:=|$)/,
  merge: /^(?:-F|--file)(?:=|$)/,
  notes: /^(?:-F|--file)(?:=|$)/,
  'commit-tree': /^-F$/,
  grep: /^-[a-zA-Z]*f$/,
  blame: /^(?:-S|--contents|--ignore-revs-file)(?:=|$)/,
  config: /^(?:-f|--file|--blob)(?:=|$)/,
  'send-email': /^--(?:to-file|signature-file)(?:=|$)/,
});
const GLUED_FILE = byName({
  commit: /^-[a-z]*[Ft]([~./].*)$/,
  tag: /^-[a-z]*F([~./].*)$/,
  merge: /^-F([~./].*)$/,
  notes: /^-F([~./].*)$/,
});

function byName(patterns: Readonly<Record<string, RegExp>>): ReadonlyMap<string, RegExp> {
  return new Map(Object.entries(patterns));
}

const isFlag = (word: string): boolean => word.startsWith('-');

function textFiles(sub: string, known: readonly string[]): readonly Found[] {
  if (!known.some(isFlag)) return NOTHING;
  const option = TEXT_FILES.get(sub);
  const glued = GLUED_FILE.get(sub);
  const end = known.indexOf('--');
  return known.slice(0, end === -1 ? known.length : end).flatMap((word, at): readonly Found[] => {
    if (!isFlag(word)) return NOTHING;
    const file =
      glued?.exec(word)?.[1] ??
      (word.startsWith('--pathspec') ? /^--pathspec-from-file=(.+)$/.exec(word)?.[1] : undefined) ??
      (option?.test(word) === true || word === '--pathspec-from-file'
        ? word.includes('=')
          ? word.slice(word.indexOf('=') + 1)
          : known[at + 1]
        : undefined);
    return file === undefined || file === '-' ? [] : [read(file)];
  });
}

/** What `git clean` is told to delete by name. */
const cleaned = (known: readonly string[], operands: readonly string[]): readonly Found[] =>
  known.some((word) => /^-[a-zA-Z]*n|^--dry-run$/.test(word))
    ? []
    : operands.filter((word) => known[known.indexOf(word) - 1] !== '-e').map(remove);

/** Options that run a program or write elsewhere, where one of these letters means so. */
function perSubcommand(sub: string, known: readonly string[]): readonly Found[] {
  const runs =
    known.some((word) => word.includes(':') && /^(?:--\w+=)?ext::/.test(word)) ||
    ((sub === 'clone' || sub === 'fetch') && known.includes('-u')) ||
    (sub === 'archive' && known.some((word) => word.startsWith('--exec'))) ||
    (sub === 'svn' && known.some((word) => word.startsWith('--authors-prog'))) ||
    (sub === 'send-email' && known.some((word) => /^--(?:smtp-server|sendmail-cmd|to-cmd|cc-cmd)/.test(word)));
  const places = ['checkout-index', 'apply', 'am'].includes(sub)
    ? known.flatMap((word) => /^--(?:prefix|directory)=(.+)$/.exec(word)?.[1] ?? [])
    : [];
  const forgets =
    (sub === 'reflog' && /^(?:expire|delete)$/.test(known[0] ?? '')) || (sub === 'update-ref' && known.includes('-d'));
  const schedules = sub === 'maintenance' && /^(?:start|register)$/.test(known[0] ?? '');
  if (!runs && !forgets && !schedules && places.length === 0) return NOTHING;
  return [
    ...(schedules ? [danger('a schedule and settings of git outside the workspace')] : []),
    ...(forgets ? [opaque('which commits git forgets')] : []),
    ...(runs ? [danger('an option of git that runs a program')] : []),
    ...places.map(write),
  ];
}

function paths(sub: string, known: readonly string[], operands: readonly string[]): readonly string[] {
  const end = known.indexOf('--');
  if (end !== -1) return known.slice(end + 1);
  if (sub === 'checkout')
    return known.some((word) => /^-[bB]$|^--orphan|^-t$/.test(word))
      ? []
      : operands.filter((word) => word.startsWith('.') && word !== '.');
  return known.includes('--staged') ? [] : operands;
}

/** How every option begins of which something is said below. */
const MAY_MATTER =
  /^--(?:commit-|conf|env-|exec|ext|httpd|index-|msg-|open-|out|parent-|rece|tag-name-|templ|tool|tree-|unsafe|upl)|^-[cOotx]/;

function optionsOf(sub: string, known: readonly string[]): readonly Found[] {
  return known.flatMap((word, at): readonly Found[] => {
    if (!isFlag(word) || !MAY_MATTER.test(word)) return NOTHING;
    const next = known[at + 1] ?? null;
    const value = word.includes('=') ? word.slice(word.indexOf('=') + 1) : next;
    if (sub === 'push' && word.startsWith('--exec')) return [danger('an option of git that runs a program')];
    if ((sub === 'mergetool' || sub === 'difftool') && /^(?:--tool|-t)/.test(word) && /[\s/]/.test(value ?? ''))
      return [danger('a program that git is told to start'), shell(value, 'git')];
    if (word === '--unsafe-paths') return [danger('git that writes outside the workspace')];
    if (/^--(?:upl[a-z-]*|rece[a-z-]*|exec-path|open-[a-z-]*|templ[a-z]*)(?:=|$)/.test(word))
      return [danger('an option of git that runs a program')];
    if (
      /^--(?:exec|extcmd|(?:tree|index|msg|env|parent|commit|tag-name)-filter|httpd)(?:=|$)|^-x$/.test(word) &&
      !(word === '-x' && (sub === 'cherry-pick' || sub === 'clean'))
    )
      return word === '-x' && (next === null || next.startsWith('-'))
        ? []
        : [
            ...(isShell(value) && sub !== 'rebase' ? [danger('a shell that git is told to start')] : []),
            shell(value, 'git'),
          ];
    if (/^--output(?:-directory)?(?:=|$)|^-o$/.test(word)) return value === null ? [] : [write(value)];
    if (/^--config(?:=|$)|^-c$/.test(word) && value?.includes('=') === true) return setting(value);
    return /^-O.|^--ext-diff$/.test(word) ? [danger('an option of git that runs a program')] : [];
  });
}

const isShell = (text: string | null): boolean => {
  const [program = ''] = (text ?? '').trim().split(/\s+/);
  return SHELLS.has(basename(program)) || INTERPRETERS.has(basename(program));
};

function push(known: readonly string[], operands: readonly string[]): readonly Found[] {
  const isForced =
    known.some((word) => /^--(?:forc|mir|del|prune)|^-[a-z]*[fd]/.test(word)) ||
    operands.slice(1).some((word) => /^[+:]./.test(word));
  if (isForced) return [danger('rewriting or deleting remote history')];
  if (/:\/\/|^[^/]+@[^/]+:|^(?:\.{0,2}|~[^/]*)\//.test(operands[0] ?? ''))
    return [danger('pushing to an address that is no remote of the project')];
  return [opaque('which host git sends code to')];
}

function config(known: readonly string[], operands: readonly string[]): readonly Found[] {
  const reads = known.some((word) => /^(?:--get\S*|--list|-l|--show-\S+|get|list)$/.test(word));
  if (reads)
    return /credential|token|password|extraheader/i.test(known.join(' ')) ? [danger('reading credentials of git')] : [];
  const isOutside = known.some(
    (word) => /^--(?:global|system|file)/.test(word) || word === '-f' || word === '-e' || word === '--edit',
  );
  const [key = '', value] = ['set', 'unset'].includes(operands[0] ?? '') ? operands.slice(1) : operands;
  if (isOutside && (value !== undefined || known.some((word) => /^--(?:unset|edit|add|replace)|^-e$/.test(word))))
    return [danger('settings of git outside the workspace')];
  const isUnset = known.some((word) => /^--unset|^unset$/.test(word));
  return (value !== undefined || isUnset) && RUNNING_SETTING.test(key)
    ? [danger('a setting of git that runs a program')]
    : [];
}

function network(sub: string, known: readonly string[], operands: readonly string[]): readonly Found[] {
  if (sub === 'archive')
    return known.some((word) => word.startsWith('--remote')) ? [opaque('which host git reaches')] : [];
  if (sub === 'submodule' && operands[0] === 'add')
    return [opaque('which host git reaches'), ...operands.slice(2, 3).map(write)];
  if (operands[0] === 'foreach') return [shell(operands.slice(1).join(' '), 'git')];
  if (sub === 'lfs' && operands[0] === 'install' && !known.includes('--local'))
    return known.includes('--system')
      ? [danger('settings of git outside the workspace')]
      : [opaque('which hooks and settings git lfs installs')];
  return /^(?:update|add|pull|push|fetch|clone|init|sync|set-url)$/.test(operands[0] ?? '')
    ? [opaque('which host git reaches')]
    : [];
}
