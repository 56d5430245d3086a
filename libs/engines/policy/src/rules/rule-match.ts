import type {
  CommandRule,
  CompiledPolicy,
  CompiledRule,
  NetworkRule,
  PathRule,
  ServerRule,
} from '../compile-policy.js';
import { type Matcher, pathMatcher } from '../glob.js';
import { PathIndex } from '../path-index.js';
import { absolutePattern, isSamePlace, type Place } from '../paths.js';
import { remembered } from '../remembered.js';
import type { Deed, World } from '../request.js';
import { type Certainty, fitsSubcommand, hasFlag } from './command-words.js';

/** A rule that speaks of a deed. */
export interface Match {
  readonly rule: CompiledRule;
  /** False when the rule might mean the deed, but the request does not tell enough to know. */
  readonly isSure: boolean;
}

type Of<Kind extends Deed['kind']> = Extract<Deed, { kind: Kind }>;

/**
 * The rules that speak of `deed` now. A rule that allows must be sure to mean it; one that asks or rejects also speaks when it
 * perhaps means it.
 */
export function matchesOf(policy: CompiledPolicy, deed: Deed, world: World): readonly Match[] {
  switch (deed.kind) {
    case 'run':
      return matchesOfRun(policy, deed, world);
    case 'read':
    case 'write':
    case 'delete':
      return matchesOfPath(policy.paths, deed.kind, deed.path, world);
    case 'reach':
      return collect(policy.network, world, (rule) => fitsNetwork(rule, deed));
    case 'call':
      return collect(policy.tools, world, (rule) =>
        sure(
          some(rule.servers, deed.server) &&
            some(rule.tools, deed.tool) &&
            (rule.arguments === null || rule.arguments(deed.arguments, world)),
        ),
      );
    case 'connect':
      return collect(policy.servers, world, (rule) => fitsServer(rule, deed));
    case 'model':
      return collect(policy.models, world, (rule) =>
        sure(some(rule.providers, deed.provider) && some(rule.models, deed.model)),
      );
    case 'session':
    case 'finding':
    case 'opaque':
    case 'danger':
      return [];
  }
}

function matchesOfRun(policy: CompiledPolicy, deed: Of<'run'>, world: World): readonly Match[] {
  const matches = collect(policy.commandsOf(deed.program), world, (rule) => fitsCommand(rule, deed));
  return deed.file === undefined ? matches : [...matches, ...matchesOfPath(policy.paths, 'execute', deed.file, world)];
}

const sure = (holds: boolean): Certainty => (holds ? 'yes' : 'no');
const some = (matchers: readonly Matcher[], text: string): boolean => matchers.some((fits) => fits(text));

const NONE: readonly Match[] = [];

function collect<Rule extends CompiledRule>(
  rules: readonly Rule[],
  world: World,
  certainty: (rule: Rule) => Certainty,
): readonly Match[] {
  if (rules.length === 0) return NONE;
  const matches: Match[] = [];
  for (const rule of rules) {
    const fits = certainty(rule);
    if (fits === 'no' || world.now.getTime() >= rule.expiresAt) continue;
    const isMeant = rule.agents === null || (world.agent !== undefined && rule.agents.has(world.agent));
    if (!isMeant && world.agent !== undefined) continue;
    const isSure = isMeant && fits === 'yes';
    if (isSure || rule.effect !== 'allow') matches.push({ rule, isSure });
  }
  return matches;
}

/** The program fits already. */
function fitsCommand(rule: CommandRule, deed: Of<'run'>): Certainty {
  const args = deed.arguments;
  if (!rule.arguments.every((fits) => args.some(fits))) return 'no';
  if (rule.without.some((flag) => hasFlag(flag, args) !== 'no' || args.some(flag.fits))) return 'no';
  const program = deed.program.startsWith('./') ? '' : deed.program;
  return weakest([
    ...(rule.subcommands === null ? [] : [fitsSubcommand(rule.subcommands, program, args)]),
    ...rule.flags.map((flag) => hasFlag(flag, args)),
  ]);
}

function weakest(all: readonly Certainty[]): Certainty {
  if (all.includes('no')) return 'no';
  return all.includes('perhaps') ? 'perhaps' : 'yes';
}

function matchesOfPath(rules: readonly PathRule[], access: string, path: string, world: World): readonly Match[] {
  if (rules.length === 0) return NONE;
  const found = rulesFor(rules, world)(path);
  if (found.length === 0) return NONE;
  const options = { foldCase: world.platform !== 'linux' };
  const fits = (pattern: string): boolean => pathMatcher(absolutePattern(pattern, world), options)(path);
  return collect([...new Set(found)], world, (rule) => sure(rule.access.has(access) && !rule.except.some(fits)));
}

interface Ready {
  readonly place: Place;
  readonly find: (path: string) => readonly PathRule[];
}
/** The patterns of a policy made ready for one home and workspace, kept for the next request. */
const READY = new WeakMap<readonly PathRule[], Ready>();

/** The rules whose patterns fit a path; a line names few paths, and the next line the same. */
function rulesFor(rules: readonly PathRule[], world: World): Ready['find'] {
  const kept = READY.get(rules);
  if (kept !== undefined && isSamePlace(kept.place, world)) return kept.find;
  const { platform, home, workspace } = world;
  const index = new PathIndex(
    rules.flatMap((rule) =>
      rule.patterns.map((pattern) => ({ pattern: absolutePattern(pattern, world), value: rule })),
    ),
    { foldCase: platform !== 'linux', withFolders: false },
  );
  const find = remembered((path) => index.find(path));
  READY.set(rules, { place: { platform, home, workspace }, find });
  return find;
}

function fitsNetwork(rule: NetworkRule, deed: Of<'reach'>): Certainty {
  if (!some(rule.hosts, deed.host) || some(rule.except, deed.host)) return 'no';
  return weakest([among(rule.ports, deed.port), among(rule.schemes, deed.scheme), among(rule.methods, deed.method)]);
}

const among = <Value>(wanted: ReadonlySet<Value> | null, given: Value | undefined): Certainty =>
  wanted === null ? 'yes' : given === undefined ? 'perhaps' : sure(wanted.has(given));

/** An origin that the agent does not tell fits no rule about origins: `otherwise.servers` decides. */
function fitsServer(rule: ServerRule, { server, origin }: Of<'connect'>): Certainty {
  const fits = (wanted: readonly Matcher[] | null, given: string | undefined): boolean =>
    wanted === null || (given !== undefined && some(wanted, given));
  return sure(fits(rule.names, server) && fits(rule.urls, origin.url) && fits(rule.commands, origin.command));
}
