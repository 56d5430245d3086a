import { EFFECTS, type Effect, type Risk, RISKS } from '#contracts';
import type { CompiledPolicy, CompiledRule } from './compile-policy.js';
import { pathMatcher } from './glob.js';
import { absolutePattern, normalised } from './paths.js';
import type { DecidedEffect, Decision, Deed, ToolRequest, World } from './request.js';
import { riskOf } from './risk.js';
import { analyseShell } from './shell/analyse-shell.js';
import { hostOfAddress } from './shell/deeds-of-command.js';

/**
 * Decides one request: every deed by its strictest rule, the request by its strictest deed. Pure and total: the same policy, request and world
 * always give the same decision, so it can be replayed from the evidence.
 */
export function decide(policy: CompiledPolicy, request: ToolRequest, world: World): Decision {
  const deeds = deedsOf(request, world);
  const judged = deeds.map((deed) => judgedDeed(policy, deed, world));
  const wouldBe = strictestOf(
    EFFECTS,
    judged.map(({ effect }) => effect),
  );
  const enforced = judged.filter(({ mode }) => mode === 'enforce');
  const effect = strictestOf(
    EFFECTS,
    enforced.map((one) => one.effect),
  );
  const deciding = judged.filter((one) => one.effect === wouldBe);
  const mode = effect === wouldBe ? 'enforce' : 'monitor';
  return {
    effect,
    wouldBe,
    mode,
    risk: strictestOf(
      RISKS,
      judged.map(({ risk }) => risk),
    ),
    rules: [...new Set(deciding.map(({ rule }) => rule))],
    reasons: [...new Set(deciding.map(({ reason }) => reason))],
    sentence: sentenceOf(
      effect,
      judged.find((one) => one.effect === effect && one.mode === 'enforce'),
      policy,
    ),
    effects: judged.map(({ deed, effect: one, rule, reason, risk }) => ({ deed, effect: one, rule, reason, risk })),
  };
}

/** What is decided where there is no policy to decide by. */
export function offlineDecision(effect: 'ask' | 'reject', rule: string, sentence: string): Decision {
  return {
    effect,
    wouldBe: effect,
    mode: 'enforce',
    risk: 'high',
    rules: [rule],
    reasons: [sentence],
    sentence,
    effects: [],
  };
}

function deedsOf(request: ToolRequest, world: World): readonly Deed[] {
  switch (request.tool) {
    case 'shell':
      return analyseShell(request.command, request.cwd, world);
    case 'read':
    case 'write':
    case 'delete': {
      const { path, cwd, tool } = request;
      const absolute = path.startsWith('/')
        ? path
        : path === '~' || path.startsWith('~/')
          ? world.home + path.slice(1)
          : `${cwd}/${path}`;
      return [{ kind: tool, path: absolute }];
    }
    case 'fetch':
      return [hostOfAddress(request.url)];
    case 'mcp':
      return [{ kind: 'call', server: request.server, tool: request.name }];
    case 'other':
      return [{ kind: 'call', server: '', tool: request.name }];
    case 'prompt':
      return [];
  }
}

type Judged = DecidedEffect & { readonly mode: 'enforce' | 'monitor' };

function judgedDeed(policy: CompiledPolicy, given: Deed, world: World): Judged {
  const deed = 'path' in given ? { ...given, path: normalised(given.path, world) } : given;
  const { risk, why } = riskOf(deed, world);
  const matching = rulesFor(policy, deed, world).filter(({ expiresAt }) => world.now.getTime() < expiresAt);
  const strictest = matching.reduce<CompiledRule | null>(
    (a, b) => (a && EFFECTS.indexOf(a.effect) >= EFFECTS.indexOf(b.effect) ? a : b),
    null,
  );
  if (strictest) {
    const reason = strictest.reason ?? `The rule ${strictest.id} says ${strictest.effect}.`;
    // Nothing makes certain what cannot be known, nor harmless what is built to harm.
    const least: Effect =
      deed.kind === 'opaque' ? 'ask' : deed.kind === 'danger' ? policy.document.defaults.high : 'allow';
    const effect = strictestOf(EFFECTS, [least, strictest.effect]);
    return { deed, effect, rule: strictest.id, reason, risk: strictest.severity ?? risk, mode: strictest.mode };
  }
  const fallback = policy.document.defaults[risk];
  const effect = deed.kind === 'opaque' ? strictestOf(EFFECTS, ['ask', fallback]) : fallback;
  return { deed, effect, rule: `default/${risk}`, reason: why, risk, mode: policy.document.mode };
}

function rulesFor(policy: CompiledPolicy, deed: Deed, world: World): readonly CompiledRule[] {
  const foldCase = world.platform !== 'linux';
  switch (deed.kind) {
    case 'run':
      return policy.commands.filter(
        (rule) =>
          rule.programs.some((fits) => fits(deed.program)) && rule.arguments.every((fits) => deed.arguments.some(fits)),
      );
    case 'read':
    case 'write':
    case 'delete':
      return policy.paths.filter(
        (rule) =>
          rule.access.has(deed.kind) &&
          rule.patterns.some((pattern) => pathMatcher(absolutePattern(pattern, world), { foldCase })(deed.path)),
      );
    case 'reach':
      return policy.network.filter(
        (rule) =>
          rule.hosts.some((fits) => fits(deed.host)) &&
          (rule.ports === null || (deed.port !== undefined && rule.ports.has(deed.port))),
      );
    case 'call':
      return policy.tools.filter((rule) => rule.server(deed.server) && rule.tool(deed.tool));
    case 'opaque':
    case 'danger':
      return [];
  }
}

function sentenceOf(effect: Effect, decisive: Judged | undefined, { document }: CompiledPolicy): string {
  if (effect === 'allow' || !decisive) return 'Allowed by your organisation’s policy.';
  const verb = effect === 'reject' ? 'refused this' : 'wants you to confirm this';
  const whom = document.contact === undefined ? '' : ` Questions: ${document.contact}.`;
  return `Your organisation’s policy ${verb}: ${decisive.reason} (rule ${decisive.rule}).${whom}`;
}

/** `order` goes from mild to strict; the mildest of nothing. */
function strictestOf<Level extends Effect | Risk>(order: readonly Level[], levels: readonly Level[]): Level {
  const mildest = order[0] as Level;
  return levels.reduce((a, b) => (order.indexOf(b) > order.indexOf(a) ? b : a), mildest);
}
