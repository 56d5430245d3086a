import { remembered } from '../remembered.js';
import { BUILD_PROGRAMS } from './build-programs.js';
import {
  ASKED,
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
  readonly canonical: string;
  readonly isKnown: boolean;
  readonly isHarmless: boolean;
  readonly isAsked: boolean;
  readonly isNetworker: boolean;
  readonly isPrivileged: boolean;
  readonly isBuilder: boolean;
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

export const traitsOf: (program: string) => Traits = remembered((program) => ({
  canonical: canonical(program),
  isKnown: isKnown(program),
  isHarmless: HARMLESS.has(program),
  isAsked: ASKED.has(program),
  isNetworker: NETWORKERS.has(program),
  isPrivileged: PRIVILEGED.has(program),
  isBuilder: BUILD_PROGRAMS.has(program),
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
