import {
  LAYER_KINDS,
  type PolicyDocument,
  type Resolution,
  RULE_SECTIONS,
  type Setting,
  SETTINGS,
  type Waiver,
} from '#contracts';
import { nameMatcher } from '../glob.js';
import { joined, listOf, NOTHING_SAID, union, withoutTwins } from './join.js';
import { documentOf, placed, type PlacedRule, type PolicyLayerDocument, type Said, saidBy } from './layer.js';
import { compareStrictness, IMPLIED, impliedValue, isHeld, kindOf, type Value } from './strictness.js';

/** For whom a policy is resolved: whose waivers count. */
export interface PolicySubject {
  readonly org: string;
  readonly user?: string;
  readonly groups?: readonly string[];
  readonly project?: string;
  /** Where a workspace is in several. */
  readonly projects?: readonly string[];
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
  /** The strictest that was implied of a value that nobody wrote, since it was locked. */
  readonly floors: Map<Setting, Value>;
  readonly refused: Resolution['refused'];
}

/**
 * As `mergePolicies`, without any check of what comes out: for layers that were checked before, each with the defaults of its rules filled in. It
 * loads no parser, so that a hook can afford it.
 */
export function mergeLayers(layers: readonly PolicyLayerDocument[], exceptions?: Exceptions): PolicyDocument {
  const ordered = [...layers].sort(byPlace);
  const standing: Standing = { values: new Map(), rules: [], locks: [], floors: new Map(), refused: [] };
  for (const kind of LAYER_KINDS) {
    const said = ordered
      .map((layer, at) => (layer.kind === kind ? saidBy(layer, at) : NOTHING_SAID))
      .reduce(joined, NOTHING_SAID);
    lay(standing, said);
  }
  const merged = {
    ...NO_RULES,
    version: 1,
    ...information(ordered),
    ...documentOf([...silently, ...[...standing.values].map(([setting, { value }]) => [setting, value] as const)]),
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
  };
  return merged as unknown as PolicyDocument;
}

/** What a document says of these where nobody wrote anything, and the sections that it always has. */
const SPOKEN = [
  'mode',
  'defaults.low',
  'defaults.medium',
  'defaults.high',
  'offline.mode',
  'offline.graceSeconds',
] as const;
const silently = SPOKEN.map((setting) => [setting, IMPLIED[setting]] as const);
const NO_RULES = { commands: [], paths: [], network: [], tools: [] };

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
  raiseFloors(standing);
}

/** What is implied of a locked value grows stricter with what it is implied by, and never milder. */
function raiseFloors(standing: Standing): void {
  const values = valuesOf(standing);
  for (const setting of SETTINGS) {
    if (values.has(setting) || !standing.locks.some(({ what }) => isHeld(setting, what))) continue;
    const [floor, implied] = [standing.floors.get(setting), impliedValue(setting, values)];
    if (floor === undefined || compareStrictness(setting, implied, floor) > 0) standing.floors.set(setting, implied);
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
      return id === subject.project || (subject.projects?.includes(id) ?? false);
    case 'user':
      return id === subject.user;
  }
}
