import type { Risk } from '#contracts';
import { PathIndex } from './path-index.js';
import { absolutePattern, isSamePlace, isWithin, type Place } from './paths.js';
import { PROTECTED_FILES } from './protected-files.js';
import { remembered } from './remembered.js';
import { SECRET_FILES } from './secret-files.js';
import type { Deed, World } from './request.js';
import { TELLING } from './shell/programs.js';
import { traitsOf } from './shell/traits.js';

/** The built-in protections of files. */
export type Protection = 'workspace' | 'secretFiles' | 'protectedFiles';

export interface DeedRisk {
  readonly risk: Risk;
  /** The protection that the deed runs against. */
  readonly protection?: Protection;
  /** For the developer; quotes no path, host or argument, because it is kept in the clear. */
  readonly why: string;
}

const low = (why: string): DeedRisk => ({ risk: 'low', why });
const medium = (why: string): DeedRisk => ({ risk: 'medium', why });
const high = (why: string, protection?: Protection): DeedRisk =>
  protection === undefined ? { risk: 'high', why } : { risk: 'high', why, protection };

/**
 * How much harm `deed` could do, where no rule of the policy speaks of it. Paths are normalised.
 * @param without lists of files that do not count for this deed
 */
export function riskOf(deed: Deed, world: World, without?: ReadonlySet<Protection>): DeedRisk {
  switch (deed.kind) {
    case 'run':
      return riskOfProgram(deed.program, deed.arguments);
    case 'read':
      if (without?.has('secretFiles') !== true && guardsOf(deed.path, world).isSecret)
        return high('It reads a file that holds secrets.', 'secretFiles');
      return isWithin(deed.path, world.workspace) || (!isWithin(deed.path, '/home') && !isWithin(deed.path, world.home))
        ? low('It reads a file.')
        : medium('It reads a file of the user outside the workspace.');
    case 'write':
    case 'delete':
      return riskOfChange({ kind: deed.kind, path: deed.path }, world, without);
    case 'reach':
      return medium('It reaches the network.');
    case 'call':
      return medium('It calls a tool that the policy does not name.');
    case 'connect':
      return medium('It speaks to an MCP server that the policy does not name.');
    case 'model':
      return medium('It uses a model that the policy does not name.');
    case 'session':
    case 'finding':
      return high('It is not as the policy wants it.');
    case 'opaque':
      return medium(`It cannot be known without running it: ${deed.what}.`);
    case 'danger':
      return high(`It does what an agent should not: ${deed.what}.`);
  }
}

interface Change {
  readonly kind: 'write' | 'delete';
  readonly path: string;
}

function riskOfChange({ kind, path }: Change, world: World, without?: ReadonlySet<Protection>): DeedRisk {
  const verb = kind === 'write' ? 'writes' : 'deletes';
  const guards = guardsOf(path, world);
  if (guards.isSecret && without?.has('secretFiles') !== true)
    return high(`It ${verb} a file that holds secrets.`, 'secretFiles');
  if (guards.isProtected && without?.has('protectedFiles') !== true)
    return high(`It ${verb} a file that later runs or configures something.`, 'protectedFiles');
  const isInside = isWithin(path, world.workspace);
  if (kind === 'write' && isInside && HISTORY.test(path.slice(world.workspace.length)))
    return high('It writes into the history of the workspace.');
  if (kind === 'delete' && isInside) {
    const below = path.slice(world.workspace.length);
    if (below.startsWith('/.git/') && !below.endsWith('.lock'))
      return high('It deletes from the history of the workspace.');
    if (below === '' || below === '/.git' || EVERYTHING.test(below))
      return high('It deletes the workspace or its history.');
  }
  if (TERMINAL.test(path)) return low('It writes to the terminal.');
  return isInside ? low(`It ${verb} inside the workspace.`) : high(`It ${verb} outside the workspace.`, 'workspace');
}
/** What git alone writes. */
const HISTORY = /^\/\.git\/(?:HEAD|ORIG_HEAD|index|packed-refs|shallow|(?:refs|objects|logs)\/.+)$/;
const EVERYTHING = /^\/(?:\.?\*+|\{?\*,.*)$/;
const TERMINAL = /^\/dev\/(?:null|stdout|stderr|tty|fd\/\d{1,3})$/;

/** `run --help`, `help run`: sub-commands of plain words, and the question what they do. */
const TELLS_OF =
  /^(?!(?:\S+ )?(?:run|exec|create|start|debug|ssh) [a-z])(?:[a-z][a-z0-9-]* ){1,3}--help$|^help(?: [a-z][a-z0-9-]*){1,3}$/;
const HELPFUL = new Set(
  'docker podman kubectl helm terraform tofu pulumi aws gcloud az brew apt apt-get conda vercel netlify firebase wrangler flyctl heroku gem pipx'.split(
    ' ',
  ),
);
const TELLS = /^(?:--version|--help|-V|-h|version|help)$/;

/** `host:path`, an address, or an option that says how to get there. */
const isRemote = (word: string): boolean => /^[^-/][^/]*:|^-\w*e|^--(?:rsh|rsync-path|password-file)/.test(word);

function riskOfProgram(program: string, words: readonly string[]): DeedRisk {
  const { isNetworker, isAsked, isKnown } = traitsOf(program);
  if (!isNetworker && !isAsked && !HELPFUL.has(program)) return isKnown ? HARMLESS : UNKNOWN;
  if ((isNetworker || isAsked) && words.length === 1 && TELLS.test(words[0] ?? ''))
    return low('It tells about itself.');
  if (isAsked && TELLING[program]?.test(words.join(' ').slice(0, 500)) === true)
    return low('It tells or checks something, and changes nothing.');
  if (HELPFUL.has(program) && TELLS_OF.test(words.join(' ').slice(0, 200))) return low('It tells about itself.');
  if (program === 'rsync' && words.length > 1 && !words.some(isRemote)) return low('It copies files on this machine.');
  if (isNetworker) return medium('It runs a program of the network.');
  if (isAsked) return medium('It changes what is installed, what runs, or other machines.');
  return isKnown ? HARMLESS : UNKNOWN;
}
const HARMLESS = low('It runs a program that is known to be harmless by itself.');
const UNKNOWN = medium('It runs a program that Castellan does not know.');

/** Which of the built-in lists speak of a path. */
interface Guards {
  readonly isSecret: boolean;
  readonly isProtected: boolean;
}

/** Both lists made ready for one home and workspace, in one index: most paths stand in neither, and one look tells. */
interface GuardedPlace {
  readonly place: Place;
  readonly guards: (path: string) => Guards;
}
let guardedPlace: GuardedPlace | undefined;

function guardsOf(path: string, world: World): Guards {
  if (guardedPlace === undefined || !isSamePlace(guardedPlace.place, world)) guardedPlace = guardedIn(world);
  return guardedPlace.guards(path);
}

function guardedIn(world: World): GuardedPlace {
  const { platform, home, workspace } = world;
  const entries = (patterns: readonly string[], value: keyof Guards) =>
    patterns.map((pattern) => ({ pattern: absolutePattern(pattern, world), value }));
  const index = new PathIndex([...entries(SECRET_FILES, 'isSecret'), ...entries(PROTECTED_FILES, 'isProtected')], {
    foldCase: platform !== 'linux',
    withFolders: true,
  });
  const guards = remembered((path): Guards => {
    const found = index.find(path);
    return found.length === 0
      ? UNGUARDED
      : { isSecret: found.includes('isSecret'), isProtected: found.includes('isProtected') };
  });
  return { place: { platform, home, workspace }, guards };
}
const UNGUARDED: Guards = { isSecret: false, isProtected: false };

/** Whether one of the patterns speaks of the path, or of what lies in it where it is a folder. */
export const isOneOf = (patterns: readonly string[], path: string, world: World): boolean =>
  indexIn(patterns, world).has(path);

interface Ready {
  readonly place: Place;
  readonly index: PathIndex<true>;
}
/** Patterns made ready for one home and workspace, kept for the next request: a machine has few of either, and works in one at a time. */
const READY = new WeakMap<readonly string[], Ready>();

function indexIn(patterns: readonly string[], world: World): PathIndex<true> {
  const kept = READY.get(patterns);
  if (kept !== undefined && isSamePlace(kept.place, world)) return kept.index;
  const { platform, home, workspace } = world;
  const index = new PathIndex(
    patterns.map((pattern) => ({ pattern: absolutePattern(pattern, world), value: true as const })),
    { foldCase: platform !== 'linux', withFolders: true },
  );
  READY.set(patterns, { place: { platform, home, workspace }, index });
  return index;
}
