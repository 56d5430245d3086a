import type { Effect, PolicyDocument } from '#contracts';
import { type Matcher, nameMatcher } from './glob.js';
import { hostMatcher } from './hosts.js';

/** A rule made ready to match. Path patterns depend on the workspace and are made per request. */
export interface CompiledRule {
  readonly id: string;
  readonly effect: Effect;
  readonly mode: 'enforce' | 'monitor';
  readonly reason: string | undefined;
  readonly severity: 'low' | 'medium' | 'high' | undefined;
  readonly expiresAt: number;
}

export interface CompiledPolicy {
  readonly document: PolicyDocument;
  readonly commands: readonly (CompiledRule & {
    readonly programs: readonly Matcher[];
    readonly arguments: readonly Matcher[];
  })[];
  readonly paths: readonly (CompiledRule & {
    readonly access: ReadonlySet<string>;
    readonly patterns: readonly string[];
  })[];
  readonly network: readonly (CompiledRule & {
    readonly hosts: readonly Matcher[];
    readonly ports: ReadonlySet<number> | null;
  })[];
  readonly tools: readonly (CompiledRule & { readonly server: Matcher; readonly tool: Matcher })[];
}

/** Makes a document ready to decide by: once for each bundle. */
export function compilePolicy(document: PolicyDocument): CompiledPolicy {
  return {
    document,
    commands: document.commands.map((rule) => ({
      ...common(rule, document),
      programs: listed(rule.program).map((pattern) => nameMatcher(pattern)),
      arguments: (rule.arguments ?? []).map((pattern) => nameMatcher(pattern)),
    })),
    paths: document.paths.map((rule) => ({
      ...common(rule, document),
      access: new Set<string>(rule.access),
      patterns: rule.match,
    })),
    network: document.network.map((rule) => ({
      ...common(rule, document),
      hosts: rule.hosts.map(hostMatcher),
      ports: rule.ports ? new Set(rule.ports) : null,
    })),
    tools: document.tools.map((rule) => ({
      ...common(rule, document),
      server: nameMatcher(rule.server),
      tool: nameMatcher(rule.tool),
    })),
  };
}

const listed = (one: string | readonly string[]): readonly string[] => (typeof one === 'string' ? [one] : one);

type Common = Pick<PolicyDocument['tools'][number], 'id' | 'effect' | 'mode' | 'reason' | 'severity' | 'expires'>;

const common = ({ id, effect, mode, reason, severity, expires }: Common, document: PolicyDocument): CompiledRule => ({
  id,
  effect,
  mode: document.mode === 'monitor' ? 'monitor' : mode,
  reason,
  severity,
  expiresAt: expires === undefined ? Infinity : Date.parse(expires),
});
