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
}

/** The one string of this text that names of properties are kept as; what was cut from a command is another one each time. */
const interned = (text: string): string => Object.keys({ [text]: true })[0] ?? text;

export const traitsOf: (program: string) => Traits = remembered((program) => ({
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
}));
