import type { Waiver } from '#contracts';
import { type Matcher, nameMatcher, pathMatcher } from '../glob.js';
import { hostMatcher } from '../hosts.js';
import { absolutePattern } from '../paths.js';
import type { Deed, World } from '../request.js';
import { listed } from './tool-arguments.js';

/** A waiver made ready to ask. */
export interface CompiledWaiver {
  readonly id: string;
  readonly effect: Waiver['effect'];
  readonly covers: (ruleId: string, deed: Deed, world: World) => boolean;
}

export function compiledWaiver(waiver: Waiver): CompiledWaiver {
  const rules = waiver.rules.map((pattern) => nameMatcher(pattern));
  const from = waiver.from === undefined ? -Infinity : Date.parse(waiver.from);
  const until = Date.parse(waiver.expires);
  const isWithin = boundsOf(waiver.bounds ?? {});
  const isBounded = Object.values(waiver.bounds ?? {}).some((bound) => bound !== undefined);
  return {
    id: waiver.id,
    effect: waiver.effect,
    covers: (ruleId, deed, world) => {
      const now = world.now.getTime();
      // "default/high" is everything of high risk: without bounds nobody can have meant that.
      if (!isBounded && CASTELLANS_OWN.test(ruleId)) return false;
      return now >= from && now < until && rules.some((fits) => fits(ruleId)) && isWithin(deed, world);
    },
  };
}

/** Answers that no rule of the document gives. Those of `builtin/` speak of one thing each. */
const CASTELLANS_OWN = /^(?:default|otherwise)\//;

type Bounds = NonNullable<Waiver['bounds']>;
type Within = (deed: Deed, world: World) => boolean;

/** A deed that the bounds do not speak of lies outside them: a waiver for a host says nothing about a file. */
function boundsOf(bounds: Bounds): Within {
  const checks: Within[] = [];
  const { programs, paths, hosts, servers, tools, models, access, arguments: words } = bounds;
  if (programs !== undefined || words !== undefined) {
    const [wanted, given] = [matchers(programs ?? '*'), (words ?? []).map((word) => nameMatcher(word))];
    checks.push(
      (deed) =>
        deed.kind === 'run' &&
        wanted.some((fits) => fits(deed.program)) &&
        given.every((fits) => deed.arguments.some(fits)),
    );
  }
  if (paths !== undefined || access !== undefined) checks.push(pathBounds(listed(paths ?? '**'), access));
  if (hosts !== undefined) {
    const wanted = listed(hosts).map(hostMatcher);
    checks.push((deed) => deed.kind === 'reach' && wanted.some((fits) => fits(deed.host)));
  }
  if (servers !== undefined) {
    const wanted = matchers(servers);
    checks.push(
      (deed) => (deed.kind === 'call' || deed.kind === 'connect') && wanted.some((fits) => fits(deed.server)),
    );
  }
  if (tools !== undefined) {
    const wanted = matchers(tools);
    checks.push((deed) => deed.kind === 'call' && wanted.some((fits) => fits(deed.tool)));
  }
  if (models !== undefined) {
    const wanted = matchers(models);
    checks.push((deed) => deed.kind === 'model' && wanted.some((fits) => fits(deed.model)));
  }
  return (deed, world) => checks.every((check) => check(deed, world));
}

const pathBounds =
  (patterns: readonly string[], access: Bounds['access']): Within =>
  (deed, world) => {
    const used = fileOf(deed);
    if (used === null) return false;
    const options = { foldCase: world.platform !== 'linux' };
    return (
      (access === undefined || access.includes(used.access)) &&
      patterns.some((pattern) => pathMatcher(absolutePattern(pattern, world), options)(used.path))
    );
  };

/** The file that a deed touches, and how. */
function fileOf(deed: Deed): { path: string; access: 'read' | 'write' | 'delete' | 'execute' } | null {
  if (deed.kind === 'run') return deed.file === undefined ? null : { path: deed.file, access: 'execute' };
  return deed.kind === 'read' || deed.kind === 'write' || deed.kind === 'delete'
    ? { path: deed.path, access: deed.kind }
    : null;
}

const matchers = (patterns: string | readonly string[]): readonly Matcher[] =>
  listed(patterns).map((pattern) => nameMatcher(pattern));
