import type { Matcher } from '../glob.js';

/** Options before a sub-command: those that take the next word, and those that stand alone. */
const BEFORE: Readonly<Record<string, { readonly values: string; readonly plain: string }>> = {
  git: {
    values: '-C -c --git-dir --work-tree --namespace --super-prefix --config-env --exec-path --attr-source',
    plain: '-p -P --paginate --no-pager --bare --no-replace-objects --literal-pathspecs --no-optional-locks',
  },
  docker: {
    values: '-H --host -c --context -l --log-level --config --tlscacert --tlscert --tlskey',
    plain: '-D --debug --tls --tlsverify',
  },
  podman: { values: '-c --connection --url --identity --root --runroot --log-level', plain: '-r --remote' },
  kubectl: {
    values: '-n --namespace --context --kubeconfig -s --server --user --cluster --token --as -v --request-timeout',
    plain: '--insecure-skip-tls-verify',
  },
  helm: { values: '-n --namespace --kube-context --kubeconfig --registry-config', plain: '--debug' },
  npm: {
    values: '--prefix -w --workspace --registry -C --dir --userconfig',
    plain: '--silent -s --workspaces -ws --offline',
  },
  pnpm: { values: '-C --dir --filter -F', plain: '-r --recursive -w --workspace-root --silent -s' },
  yarn: { values: '--cwd --mutex', plain: '--silent -s --offline' },
  cargo: {
    values: '-C --config --color -Z --manifest-path',
    plain: '-q --quiet -v --verbose --locked --offline --frozen',
  },
  go: { values: '-C', plain: '' },
  gh: { values: '-R --repo --hostname', plain: '' },
  aws: {
    values: '--profile --region --output --endpoint-url --query --ca-bundle',
    plain: '--debug --no-cli-pager --no-paginate',
  },
  gcloud: { values: '--project --account --configuration --format --verbosity', plain: '-q --quiet' },
  terraform: { values: '', plain: '' },
  systemctl: {
    values: '-H --host -M --machine -t --type -p --property',
    plain: '--user --system --no-pager -q --quiet',
  },
};

const listOf = (text: string): ReadonlySet<string> => new Set(text.split(' ').filter((word) => word !== ''));
const KNOWN = new Map(
  Object.entries(BEFORE).map(([program, { values, plain }]) => [
    program,
    { values: listOf(values), plain: listOf(plain) },
  ]),
);
const NOTHING = { values: listOf(''), plain: listOf('') };

/** The words of a command that are no options, each with how many options of unknown meaning stand before it. */
interface Operand {
  readonly word: string;
  readonly unsureBefore: number;
}

function operandsOf(program: string, args: readonly string[]): readonly Operand[] {
  const known = KNOWN.get(program) ?? NOTHING;
  const operands: Operand[] = [];
  let unsureBefore = 0;
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? '';
    if (!/^-./.test(word)) operands.push({ word, unsureBefore });
    else if (known.values.has(word)) at += 1;
    else if (!word.includes('=') && !known.plain.has(word) && word !== '--') unsureBefore += 1;
  }
  return operands;
}

export type Certainty = 'no' | 'perhaps' | 'yes';

/**
 * Whether the first words of a command that are no options fit one after another. An option that is not known may have taken the
 * word behind it, so a later beginning is possible too; that is "perhaps".
 */
export function fitsSubcommand(
  subcommands: readonly (readonly Matcher[])[],
  program: string,
  args: readonly string[],
): Certainty {
  const operands = operandsOf(program, args);
  const fitsFrom = (start: number, words: readonly Matcher[]): boolean =>
    words.every((fits, at) => fits(operands[start + at]?.word ?? ''));
  let found: Certainty = 'no';
  for (const words of subcommands) {
    if (fitsFrom(0, words) && operands[0]?.unsureBefore === 0) return 'yes';
    const isPossible = operands.some(({ unsureBefore }, start) => start <= unsureBefore && fitsFrom(start, words));
    if (isPossible) found = 'perhaps';
  }
  return found;
}

/** A flag as a rule names it: `--force` also fits `--force=x` and its abbreviations, `-f` also fits `-rf`. */
export interface FlagMatcher {
  readonly fits: Matcher;
  /** The letter of a short flag. */
  readonly letter: string | null;
  /** The name of a long flag without wildcards: programs take its abbreviations too. */
  readonly name: string | null;
}

export function flagMatcher(pattern: string, fits: Matcher): FlagMatcher {
  return {
    fits,
    letter: /^-([^-*?])$/.exec(pattern)?.[1] ?? null,
    name: /^--[^*?]+$/.test(pattern) ? pattern : null,
  };
}

/** Whether `flag` is among the words; "perhaps" for an abbreviation, which the program may refuse. */
export function hasFlag(flag: FlagMatcher, args: readonly string[]): Certainty {
  let found: Certainty = 'no';
  for (const word of args) {
    if (word === '--') break;
    if (!word.startsWith('-')) continue;
    const name = word.split('=', 1)[0] ?? word;
    if (flag.fits(word) || flag.fits(name)) return 'yes';
    if (flag.letter !== null && !word.startsWith('--') && name.slice(1).includes(flag.letter)) return 'yes';
    if (flag.name !== null && name.length > 3 && flag.name.startsWith(name)) found = 'perhaps';
  }
  return found;
}
