import {
  LAYER_KINDS,
  type PolicyDocument,
  policyDocument,
  type Resolution,
  RULE_SECTIONS,
  type Setting,
  SETTINGS,
  type Waiver,
} from '#contracts';
import { nameMatcher } from '../glob.js';
import { joined, listOf, NOTHING_SAID, union, withoutTwins } from './join.js';
import { documentOf, placed, type PlacedRule, type PolicyLayerDocument, type Said, saidBy } from './layer.js';
import { compareStrictness, impliedValue, isHeld, kindOf, type Value } from './strictness.js';

/** For whom a policy is resolved: whose waivers count. */
export interface PolicySubject {
  readonly org: string;
  readonly user?: string;
  readonly groups?: readonly string[];
  readonly project?: string;
}

export interface Exceptions {
  readonly waivers: readonly Waiver[];
  readonly subject: PolicySubject;
}

/** What holds so far, from the widest layer down. */
interface Standing {
  readonly values: Map<Setting, { readonly value: Value; readonly layer: number }>;
  rules: readonly PlacedRule[];
  locks: Said['locks'];
  /** What was implied of a value that nobody wrote when it was locked. */
  readonly floors: Map<Setting, Value>;
  readonly refused: Resolution['refused'];
}

/**
 * The one policy that org, groups, project and waivers make together. A narrower layer tightens what it likes and loosens what no wider layer
 * has locked; among groups the strictest of those that speak wins; a waiver excepts whom it names, within its bounds and until it expires.
 * The order of layers of one kind does not matter. Rules and waivers that have expired are kept: the decision knows the time.
 * `resolution` says where every part comes from, and what a layer wanted and was not given. Tests are left out: they were asked on publishing.
 * @param layers at least one, each document valid
 * @throws RangeError when they are more than one policy can hold: over 10,000 rules of a section, or 200 layers
 */
export function mergePolicies(layers: readonly PolicyLayerDocument[], exceptions?: Exceptions): PolicyDocument {
  const ordered = [...layers].sort(byPlace);
  const standing: Standing = { values: new Map(), rules: [], locks: [], floors: new Map(), refused: [] };
  for (const kind of LAYER_KINDS) {
    const said = ordered
      .map((layer, at) => (layer.kind === kind ? saidBy(layer, at) : NOTHING_SAID))
      .reduce(joined, NOTHING_SAID);
    lay(standing, said);
  }
  const merged = policyDocument.safeParse({
    version: 1,
    ...information(ordered),
    ...documentOf([...standing.values].map(([setting, { value }]) => [setting, value])),
    ...rulesBySection(standing.rules, ({ rule }) => rule),
    resolution: {
      layers: ordered.map(({ kind, id, name }) => ({ kind, id, ...(name !== undefined && { name }) })),
      rules: rulesBySection(standing.rules, ({ layer }) => layer),
      values: Object.fromEntries([...standing.values].map(([setting, { layer }]) => [setting, layer])),
      locks: [...standing.locks],
      refused: standing.refused,
      waivers: (exceptions?.waivers ?? [])
        .filter((one) => exceptions !== undefined && isFor(one, exceptions.subject))
        .sort((a, b) => (a.id < b.id ? -1 : 1)),
    } satisfies Resolution,
  });
  if (!merged.success)
    throw new RangeError(`The layers do not make one policy: ${merged.error.issues[0]?.message ?? ''}`);
  return merged.data;
}

const byPlace = (a: PolicyLayerDocument, b: PolicyLayerDocument): number =>
  LAYER_KINDS.indexOf(a.kind) - LAYER_KINDS.indexOf(b.kind) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** Lays what narrower layers say over what stands. */
function lay(standing: Standing, said: Said): void {
  const above = standing.locks;
  const mayWatch = layValues(standing, said);
  const rules = mayWatch ? said.rules : said.rules.map(watching);
  const lockOn = lockOnRules(above);
  const upperIds = new Set(standing.rules.map(({ rule }) => rule.id));
  const ownPlaces = new Set(rules.map(placeOf));
  const isReplaced = (upper: PlacedRule): boolean =>
    ownPlaces.has(placeOf(upper)) && lockOn(upper.rule.id) === undefined;
  for (const { rule, layer } of rules) {
    const lock = upperIds.has(rule.id) ? lockOn(rule.id) : undefined;
    if (lock !== undefined) standing.refused.push({ what: `rules/${rule.id}`, layer, lockedBy: lock.layer });
  }
  standing.rules = withoutTwins([...standing.rules.filter((upper) => !isReplaced(upper)), ...rules]);
  standing.locks = [...above, ...said.locks.filter(({ what }) => !above.some((lock) => lock.what === what))];
  const values = valuesOf(standing);
  for (const setting of SETTINGS) {
    const isNew = !values.has(setting) && !standing.floors.has(setting);
    if (isNew && standing.locks.some(({ what }) => isHeld(setting, what)))
      standing.floors.set(setting, impliedValue(setting, values));
  }
}

const valuesOf = ({ values }: Standing): Map<Setting, Value> =>
  new Map([...values].map(([setting, { value }]) => [setting, value]));

const placeOf = ({ section, rule }: PlacedRule): string => `${section} ${rule.id}`;

function lockOnRules(locks: Said['locks']): (id: string) => Said['locks'][number] | undefined {
  const matchers = locks.flatMap((lock) =>
    lock.what === '*'
      ? [{ lock, fits: () => true }]
      : lock.what.startsWith('rules/')
        ? [{ lock, fits: nameMatcher(lock.what.slice('rules/'.length)) }]
        : [],
  );
  return (id) => matchers.find(({ fits }) => fits(id))?.lock;
}

/** A layer that wanted the whole policy to watch only, and may not, watches with its own rules. */
const watching = (one: PlacedRule): PlacedRule =>
  one.isWatching ? placed({ ...one, rule: { ...one.rule, mode: 'monitor' } }) : one;

/** @returns false when monitor mode was wanted and refused */
function layValues(standing: Standing, said: Said): boolean {
  const before = valuesOf(standing);
  let mayWatch = true;
  for (const [setting, { value, layer }] of said.values) {
    const upper = before.get(setting) ?? standing.floors.get(setting) ?? impliedValue(setting, before);
    const lock = standing.locks.find(({ what }) => isHeld(setting, what));
    const taken = takenValue(setting, upper, value, lock !== undefined);
    if (taken !== null) standing.values.set(setting, { value: taken, layer });
    if (lock === undefined || !isLooser(setting, upper, value)) continue;
    standing.refused.push({ what: setting, layer, lockedBy: lock.layer });
    if (setting === 'mode') mayWatch = false;
  }
  return mayWatch;
}

function isLooser(setting: Setting, upper: Value, value: Value): boolean {
  if (kindOf(setting) === 'loosening-list') return listOf(value).some((one) => !listOf(upper).includes(one));
  return compareStrictness(setting, value, upper) < 0;
}

/** What holds when `value` is laid over `upper`; null when nothing changes. */
function takenValue(setting: Setting, upper: Value, value: Value, isLocked: boolean): Value | null {
  const kind = kindOf(setting);
  if (kind === 'tightening-list') return union(upper, value);
  if (kind === 'loosening-list') return isLocked ? null : union(upper, value);
  return isLocked && compareStrictness(setting, value, upper) < 0 ? null : value;
}

function rulesBySection<Told>(rules: readonly PlacedRule[], tell: (rule: PlacedRule) => Told): Record<string, Told[]> {
  return Object.fromEntries(
    RULE_SECTIONS.flatMap((section) => {
      const found = rules.filter((one) => one.section === section);
      return found.length === 0 ? [] : [[section, found.map(tell)]];
    }),
  );
}

/** What binds nobody: the widest layer names the policy, the narrowest says whom to ask. */
function information(ordered: readonly PolicyLayerDocument[]): { name?: string; contact?: string } {
  const name = ordered.find(({ document }) => document.name !== undefined)?.document.name;
  const contact = ordered.findLast(({ document }) => document.contact !== undefined)?.document.contact;
  return { ...(name !== undefined && { name }), ...(contact !== undefined && { contact }) };
}

function isFor({ subject: { kind, id } }: Waiver, subject: PolicySubject): boolean {
  switch (kind) {
    case 'org':
      return id === subject.org;
    case 'group':
      return subject.groups?.includes(id) ?? false;
    case 'project':
      return id === subject.project;
    case 'user':
      return id === subject.user;
  }
}
