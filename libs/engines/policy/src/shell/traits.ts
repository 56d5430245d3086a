import { remembered } from '../remembered.js';
import { BUILD_PROGRAMS } from './build-programs.js';
import {
  ASKED,
  COMPILERS,
  canonical,
  COPIERS,
  DELETERS,
  HARMLESS,
  INTERPRETERS,
  isKnown,
  MODE_WRITERS,
  MOVERS,
  NETWORKERS,
  PATTERN_READERS,
  PRIVILEGED,
  READERS,
  SHELLS,
  WRAPPERS,
  WRITERS,
} from './programs.js';

/** What the lists say of one program, looked up once. */
export interface Traits {
  /** The name itself, and that under which the lists know it: always the same two strings, which are compared by where they lie. */
  readonly name: string;
  readonly canonical: string;
  readonly isKnown: boolean;
  readonly isHarmless: boolean;
  readonly isAsked: boolean;
  readonly isNetworker: boolean;
  readonly isPrivileged: boolean;
  readonly isBuilder: boolean;
  readonly isCompiler: boolean;
  readonly isShell: boolean;
  readonly isInterpreter: boolean;
  readonly isReader: boolean;
  readonly isPatternReader: boolean;
  readonly isWriter: boolean;
  readonly isModeWriter: boolean;
  readonly isCopier: boolean;
  readonly isMover: boolean;
  readonly isDeleter: boolean;
  /** How the words before the command are read that it runs; undefined where it runs none. */
  readonly wrapper: (typeof WRAPPERS)[string] | undefined;
  /** What else was found out about it, each kind of note in its place. */
  readonly notes: (object | null | undefined)[];
}

/** The one string of this text that names of properties are kept as; what was cut from a command is another one each time. */
const interned = (text: string): string => Object.keys({ [text]: true })[0] ?? text;

const found = remembered((program): Traits => ({
  name: interned(program),
  canonical: interned(canonical(program)),
  isKnown: isKnown(program),
  isHarmless: HARMLESS.has(program),
  isAsked: ASKED.has(program),
  isNetworker: NETWORKERS.has(program),
  isPrivileged: PRIVILEGED.has(program),
  isBuilder: BUILD_PROGRAMS.has(program),
  isCompiler: COMPILERS.has(program),
  isShell: SHELLS.has(program),
  isInterpreter: INTERPRETERS.has(program),
  isReader: READERS.has(program),
  isPatternReader: PATTERN_READERS.has(program),
  isWriter: WRITERS.has(program),
  isModeWriter: MODE_WRITERS.has(program),
  isCopier: COPIERS.has(program),
  isMover: MOVERS.has(program),
  isDeleter: DELETERS.has(program),
  wrapper: Object.hasOwn(WRAPPERS, program) ? WRAPPERS[program] : undefined,
  notes: [],
}));

let last = found('');
/** One command asks for its program at every step: mostly it is that of the last time. */
export function traitsOf(program: string): Traits {
  if (program !== last.name) last = found(program);
  return last;
}

let kinds = 0;
/** What `find` says of a program, found once and kept with what else is known of it. */
export function notedOf<Note extends object | null>(find: (program: string) => Note): (program: string) => Note {
  const kind = kinds;
  kinds += 1;
  return (program) => {
    const { notes } = traitsOf(program);
    const note = notes[kind];
    if (note !== undefined) return note as Note;
    const own = find(program);
    notes[kind] = own;
    return own;
  };
}
