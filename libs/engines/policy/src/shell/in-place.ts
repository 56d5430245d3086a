import { read, type Found, write } from './found.js';
import type { ReadOptions } from './options.js';
import { known } from './special.js';

/** They rewrite the files that they are given when one of these options stands among their words. */
const WITH: Readonly<Record<string, RegExp>> = {
  yq: /^-[a-zA-Z]*i|^--in-?place/,
  xmlstarlet: /^(?:-L|--inplace)$/,
  crudini: /^--(?:set|del|merge)/,
  codespell: /^(?:-w|--write-changes|-i)/,
  typos: /^(?:-w|--write-changes)/,
  markdownlint: /^(?:-f|--fix)/,
  'markdownlint-cli2': /^--fix/,
  jsonnetfmt: /^(?:-i|--in-place)/,
  shfmt: /^(?:-w|--write)/,
  buf: /^(?:-w|--write)/,
  '2to3': /^-[a-z]*w/,
  autoflake: /^(?:-i|--in-place)/,
  autopep8: /^(?:-i|--in-place)/,
  'ast-grep': /^(?:-U|--update-all)/,
  sg: /^(?:-U|--update-all)/,
  comby: /^-[a-z]*i/,
  yamlfix: /^/,
  prettier: /^(?:-w|--write)/,
  eslint: /^--fix/,
  stylelint: /^--fix/,
  biome: /^--(?:write|fix|apply)/,
  taplo: /^fmt/,
  jq: /^--in-place/,
  dos2unix: /^-[a-z]*[on]/,
  remark: /^(?:-o|--output)$/,
  textlint: /^--fix/,
  'toml-sort': /^(?:-i|--in-place)/,
  rpl: /^/,
  sad: /^(?:-k|--commit)/,
  fastmod: /^--accept-all/,
};
/** Without any option: how many operands say what to change, before the files. */
const ALWAYS: Readonly<Record<string, number>> = { sd: 2, rpl: 2, yamlfix: 0, mdformat: 0, 'pyproject-fmt': 0 };

/** Whether a program may change files in their place. */
export const changesInPlace = (program: string): boolean =>
  Object.hasOwn(ALWAYS, program) || Object.hasOwn(WITH, program);

/** The files that a program changes in their place; each is read, too. */
export function changedInPlace(program: string, { operands, flags }: ReadOptions): readonly Found[] {
  const before = Object.hasOwn(ALWAYS, program) ? ALWAYS[program] : undefined;
  const isTold = Object.hasOwn(WITH, program) && flags.some((flag) => WITH[program]?.test(flag) === true);
  if (before === undefined && !isTold) return NOTHING;
  const words = known(operands);
  const files = before === undefined ? (program === 'yq' ? words.slice(-1) : words) : words.slice(before);
  return files.filter((word) => /[./]/.test(word)).flatMap((word) => [read(word), write(word)]);
}
const NOTHING: readonly Found[] = [];
