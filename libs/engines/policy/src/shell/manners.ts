import { notedOf, traitsOf } from './traits.js';

/** Programs whose arguments are only printed or compared: not to know one is no harm. */
const PRINTERS = new Set(
  'echo printf export test [ [[ true : false exit return sleep seq let local declare typeset readonly basename dirname shift break continue wait'.split(
    ' ',
  ),
);
/** Their words are texts, patterns, names or programs of their own, which are read elsewhere. */
const TEXTUAL = new Set([
  ...PRINTERS,
  ...'git awk sed xargs find man help apropos whatis info which type command trap alias eval exec builtin history read mapfile readarray expr tr jq select set unset hash complete compgen bind gh glab gdb lldb sqlite3 psql python python2 python3 node deno bun perl ruby php lua bc dc'.split(
    ' ',
  ),
]);

/** What has to be asked when a program is run, besides what its words mean: of most programs next to nothing. */
interface Manners {
  /** Not to know one of its words is no harm, or is told by itself. */
  readonly isOpenAboutWords: boolean;
  readonly isPrivileged: boolean;
  readonly changesFolder: boolean;
  /** It changes what names of the shell mean, or the words that a function sees. */
  readonly changesNames: boolean;
  /** It runs what its words say, in whatever language. */
  readonly runsWords: boolean;
  /** Its words may say what it runs. */
  readonly isSuspect: boolean;
  /** A word of several words may be a command. */
  readonly mayTakeTexts: boolean;
  readonly isCopying: boolean;
}

const CHANGES_FOLDER = new Set(['cd', 'pushd', 'popd']);
const CHANGES_NAMES = new Set(['alias', 'set', 'shift']);
const RUNS_TEXT = new Set(['eval', 'source', '.']);

export const mannersOf = notedOf((program): Manners => {
  const traits = traitsOf(program);
  const isPrivileged = traits.isPrivileged || program.startsWith('mkfs.');
  return {
    isOpenAboutWords: PRINTERS.has(program) || program === 'git',
    isPrivileged,
    changesFolder: CHANGES_FOLDER.has(program),
    changesNames: CHANGES_NAMES.has(program),
    runsWords:
      RUNS_TEXT.has(program) ||
      traits.isShell ||
      traits.isInterpreter ||
      traits.isPrivileged ||
      traits.wrapper !== undefined,
    isSuspect: !traits.isKnown || traits.isAsked || traits.isNetworker || traits.isBuilder,
    mayTakeTexts: traits.isHarmless && !TEXTUAL.has(program),
    isCopying: traits.isCopier || traits.isMover,
  };
});
