import { known } from './special.js';
import type { Words } from './special.js';

const set = (text: string): ReadonlySet<string> => new Set(text.split(' '));
/** Sub-commands that only look, whatever else some of them may be told. */
export const LOOKS = set(
  'status log diff show branch tag rev-parse rev-list describe shortlog blame annotate grep ls-files ls-tree cat-file worktree remote config help version whatchanged reflog name-rev cherry stash var count-objects check-ignore check-attr for-each-ref show-ref merge-base diff-tree symbolic-ref',
);
const READS_ONLY = set(
  'range-diff diff-index diff-files verify-commit verify-tag verify-pack show-branch ls-remote archive bugreport',
);

const isFlag = (word: string): boolean => word.startsWith('-');
const namesOne = (words: readonly string[]): boolean => words.some((word) => !isFlag(word));
const namesSeveral = (words: readonly string[]): boolean => words.filter((word) => !isFlag(word)).length > 1;
const isVerb =
  (verbs: RegExp) =>
  (words: readonly string[]): boolean =>
    verbs.test(words.find((word) => !isFlag(word)) ?? '');
const isNoVerb =
  (verbs: RegExp) =>
  (words: readonly string[]): boolean =>
    !isVerb(verbs)(words);
const SEARCH = /^(?:-[a-z]*[lnv]|--(?:list|contains|no-contains|merged|no-merged|points-at|verify)(?:=|$))/;
/** A branch or a tag that is made, moved or deleted, and not one that is looked for. */
const changesRef = (words: readonly string[]): boolean => namesOne(words) && !words.some((word) => SEARCH.test(word));

/** They look or change, by the words behind them. */
const CHANGING: Readonly<Record<string, (words: readonly string[]) => boolean>> = {
  stash: isNoVerb(/^(?:list|show)$/),
  worktree: isNoVerb(/^list$/),
  remote: isNoVerb(/^(?:show|get-url|)$/),
  config: (words) =>
    !words.some((word) => /^(?:--get\S*|--list|-l|get|list)$/.test(word)) &&
    (namesSeveral(words) || words.some((word) => /^(?:--unset|--edit|-e$|--rem|--ren|unset$|edit$)/.test(word))),
  branch: changesRef,
  tag: changesRef,
  reflog: isVerb(/^(?:expire|delete)$/),
  'symbolic-ref': namesSeveral,
  submodule: isNoVerb(/^(?:status|summary|)$/),
  notes: isNoVerb(/^(?:list|show|)$/),
  bundle: isNoVerb(/^(?:verify|list-heads)$/),
};

/** Whether a sub-command only looks. */
export function isLook(sub: string, rest: Words): boolean {
  if (Object.hasOwn(CHANGING, sub)) return CHANGING[sub]?.(known(rest)) !== true;
  return LOOKS.has(sub) || READS_ONLY.has(sub) || rest[0] === 'list';
}

/** Whether a call changes the repository in whose folder it is made. */
export function changesRepository(args: readonly string[]): boolean {
  const at = args.findIndex((word, index) => !isFlag(word) && args[index - 1] !== '-c');
  if (at === -1) return false;
  const [sub = '', ...rest] = args.slice(at);
  const isElsewhere = args.slice(0, at).some((word) => /^(?:-C|--git-dir|--work-tree)/.test(word));
  return !isElsewhere && !isLook(sub, rest);
}
