import {
  type CodingAgent,
  type Effect,
  LAYER_KINDS,
  type PolicyDocument,
  type RuleSection,
  type Setting,
} from '#contracts';
import { type Matcher, nameMatcher } from './glob.js';
import { hostMatcher } from './hosts.js';
import { isHeld } from './merge/strictness.js';
import type { PolicyLayer } from './request.js';
import { remembered } from './remembered.js';
import { type FlagMatcher, flagMatcher } from './rules/command-words.js';
import { type ArgumentsMatcher, argumentsMatcher, listed } from './rules/tool-arguments.js';
import { type CompiledWaiver, compiledWaiver } from './rules/waiver-match.js';

/** A rule made ready to match. Path patterns depend on the workspace and are made per request. */
export interface CompiledRule {
  readonly id: string;
  readonly effect: Effect;
  readonly mode: 'enforce' | 'monitor';
  readonly reason: string | undefined;
  readonly instead: string | undefined;
  readonly contact: string | undefined;
  readonly severity: 'low' | 'medium' | 'high' | undefined;
  readonly expiresAt: number;
  readonly agents: ReadonlySet<CodingAgent> | null;
  readonly isWaivable: boolean;
  /** 0 for the org, 1 for a group, 2 for a project. A document by itself is the org's. */
  readonly rank: number;
  readonly layer: PolicyLayer | undefined;
}

export interface CommandRule extends CompiledRule {
  readonly programs: readonly Matcher[];
  readonly subcommands: readonly (readonly Matcher[])[] | null;
  readonly flags: readonly FlagMatcher[];
  readonly arguments: readonly Matcher[];
  readonly without: readonly FlagMatcher[];
}

export interface PathRule extends CompiledRule {
  readonly access: ReadonlySet<string>;
  readonly patterns: readonly string[];
  readonly except: readonly string[];
}

export interface NetworkRule extends CompiledRule {
  readonly hosts: readonly Matcher[];
  readonly except: readonly Matcher[];
  readonly ports: ReadonlySet<number> | null;
  readonly schemes: ReadonlySet<string> | null;
  readonly methods: ReadonlySet<string> | null;
}

export interface ToolRule extends CompiledRule {
  readonly servers: readonly Matcher[];
  readonly tools: readonly Matcher[];
  readonly arguments: ArgumentsMatcher | null;
}

export interface ServerRule extends CompiledRule {
  readonly names: readonly Matcher[] | null;
  readonly urls: readonly Matcher[] | null;
  readonly commands: readonly Matcher[] | null;
}

export interface ModelRule extends CompiledRule {
  readonly providers: readonly Matcher[];
  readonly models: readonly Matcher[];
}

export interface CompiledPolicy {
  readonly document: PolicyDocument;
  readonly commands: readonly CommandRule[];
  /** The command rules that may mean a program, in their order. */
  readonly commandsOf: (program: string) => readonly CommandRule[];
  readonly paths: readonly PathRule[];
  readonly network: readonly NetworkRule[];
  readonly tools: readonly ToolRule[];
  readonly servers: readonly ServerRule[];
  readonly models: readonly ModelRule[];
  readonly waivers: readonly CompiledWaiver[];
  /** The rank of the widest layer that locked a setting; a rule of a narrower layer cannot loosen it. */
  readonly lockRank: (setting: Setting) => number;
  readonly layerOf: (setting: Setting) => PolicyLayer | undefined;
}

/** Makes a document ready to decide by: once for each bundle. Sections that an older document has not are empty. */
export function compilePolicy(document: PolicyDocument): CompiledPolicy {
  const common = commonOf(document);
  const commands = document.commands.map((rule, at) => ({ ...common('commands', at), ...commandParts(rule) }));
  return {
    document,
    commands,
    commandsOf: remembered((program) => commands.filter(({ programs }) => programs.some((fits) => fits(program)))),
    paths: document.paths.map((rule, at) => ({
      ...common('paths', at),
      access: new Set<string>(rule.access),
      patterns: rule.match,
      except: rule.except ?? [],
    })),
    network: document.network.map((rule, at) => ({
      ...common('network', at),
      hosts: rule.hosts.map(hostMatcher),
      except: (rule.except ?? []).map(hostMatcher),
      ports: setOf(rule.ports),
      schemes: setOf<string>(rule.schemes),
      methods: setOf<string>(rule.methods),
    })),
    tools: document.tools.map((rule, at) => ({
      ...common('tools', at),
      servers: names(rule.server),
      tools: names(rule.tool),
      arguments: rule.arguments === undefined ? null : argumentsMatcher(rule.arguments),
    })),
    servers: (document.servers ?? []).map((rule, at) => ({
      ...common('servers', at),
      names: rule.name === undefined ? null : names(rule.name),
      urls: rule.url === undefined ? null : names(rule.url),
      commands: rule.command === undefined ? null : names(rule.command),
    })),
    models: (document.models ?? []).map((rule, at) => ({
      ...common('models', at),
      providers: folded(rule.provider),
      models: folded(rule.model),
    })),
    waivers: (document.resolution?.waivers ?? []).map(compiledWaiver),
    ...locksOf(document),
  };
}

type CommandParts = Pick<CommandRule, 'programs' | 'subcommands' | 'flags' | 'arguments' | 'without'>;

const commandParts = (rule: PolicyDocument['commands'][number]): CommandParts => ({
  programs: names(rule.program),
  subcommands:
    rule.subcommand === undefined
      ? null
      : listed(rule.subcommand).map((words) =>
          words
            .trim()
            .split(/\s+/)
            .map((word) => nameMatcher(word)),
        ),
  flags: (rule.flags ?? []).map((pattern) => flagMatcher(pattern, nameMatcher(pattern))),
  arguments: names(rule.arguments ?? []),
  without: (rule.without ?? []).map((pattern) => flagMatcher(pattern, nameMatcher(pattern))),
});

const names = (patterns: string | readonly string[]): readonly Matcher[] =>
  listed(patterns).map((pattern) => nameMatcher(pattern));
const folded = (patterns: string | readonly string[]): readonly Matcher[] =>
  listed(patterns).map((pattern) => nameMatcher(pattern, { foldCase: true }));
const setOf = <Value>(values: readonly Value[] | undefined): ReadonlySet<Value> | null =>
  values === undefined ? null : new Set(values);

function commonOf(document: PolicyDocument): (section: RuleSection, at: number) => CompiledRule {
  const { resolution } = document;
  return (section, at) => {
    const rule = document[section]?.[at];
    if (rule === undefined) throw new RangeError(`No rule ${section}.${at}`);
    const layer = resolution?.layers[resolution.rules[section]?.[at] ?? 0];
    return {
      id: rule.id,
      effect: rule.effect,
      mode: document.mode === 'monitor' ? 'monitor' : rule.mode,
      reason: rule.reason,
      instead: rule.instead,
      contact: rule.contact,
      severity: rule.severity,
      expiresAt: rule.expires === undefined ? Infinity : Date.parse(rule.expires),
      agents: rule.agents === undefined ? null : new Set(rule.agents),
      isWaivable: rule.waivable !== false,
      rank: layer === undefined ? 0 : LAYER_KINDS.indexOf(layer.kind),
      layer: layer as PolicyLayer | undefined,
    };
  };
}

function locksOf({ resolution }: PolicyDocument): Pick<CompiledPolicy, 'lockRank' | 'layerOf'> {
  const locks = (resolution?.locks ?? []).map(({ what, layer }) => ({
    what,
    rank: LAYER_KINDS.indexOf(resolution?.layers[layer]?.kind ?? 'org'),
  }));
  return {
    lockRank: (setting) =>
      locks.reduce((least, { what, rank }) => (isHeld(setting, what) ? Math.min(least, rank) : least), Infinity),
    layerOf: (setting) => {
      const at = resolution?.values[setting];
      return at === undefined ? undefined : (resolution?.layers[at] as PolicyLayer | undefined);
    },
  };
}
