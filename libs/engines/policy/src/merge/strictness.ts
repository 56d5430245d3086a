import {
  AUTONOMY_LEVELS,
  CONTENT_LEVELS,
  EFFECTS,
  ISOLATIONS,
  SECRET_ACTIONS,
  type Effect,
  type Setting,
} from '#contracts';

/** A value that a layer may write. Lists are sets. */
export type Value = string | number | readonly string[];

/** The values that hold, without those that nobody wrote. */
export type Values = ReadonlyMap<Setting, Value>;

/** From mild to strict. */
const ORDERS = {
  effect: EFFECTS,
  mode: ['monitor', 'enforce'],
  action: SECRET_ACTIONS,
  threshold: ['high', 'medium', 'low'],
  isolation: ISOLATIONS,
  autonomy: [...AUTONOMY_LEVELS].reverse(),
  content: CONTENT_LEVELS,
} as const;

type Kind = keyof typeof ORDERS | 'most' | 'tightening-list' | 'loosening-list';

const KINDS: Readonly<Partial<Record<Setting, Kind>>> = {
  mode: 'mode',
  'protections.secretFiles.add': 'tightening-list',
  'protections.protectedFiles.add': 'tightening-list',
  'protections.secretFiles.except': 'loosening-list',
  'protections.protectedFiles.except': 'loosening-list',
  'secrets.commands': 'action',
  'secrets.prompts': 'action',
  'secrets.results': 'action',
  'secrets.ignore': 'loosening-list',
  'prompts.maxCharacters': 'most',
  'prompts.injection.threshold': 'threshold',
  'session.isolation': 'isolation',
  'session.maxMinutes': 'most',
  'autonomy.max': 'autonomy',
  'telemetry.content': 'content',
  'offline.graceSeconds': 'most',
};
export const kindOf = (setting: Setting): Kind => KINDS[setting] ?? 'effect';

/** Negative when `a` is milder than `b`, positive when it is stricter. Of single values: lists are joined, not compared. */
export function compareStrictness(setting: Setting, a: Value, b: Value): number {
  const kind = kindOf(setting);
  if (kind === 'most') return Number(b) - Number(a);
  if (kind === 'tightening-list' || kind === 'loosening-list') return 0;
  const order: readonly string[] = ORDERS[kind];
  return order.indexOf(String(a)) - order.indexOf(String(b));
}

/** What holds where nobody wrote anything: what a layer below has to be compared with. */
export function impliedValue(setting: Setting, values: Values): Value {
  const effectOf = (other: Setting): Effect => (values.get(other) ?? impliedValue(other, values)) as Effect;
  const own: Value | undefined = (IMPLIED as Partial<Record<Setting, Value>>)[setting];
  if (own !== undefined) return own;
  if (setting === 'otherwise.network' || setting === 'otherwise.tools') return effectOf('defaults.medium');
  if (setting.startsWith('otherwise.')) return strictestEffect([effectOf('defaults.low'), effectOf('defaults.medium')]);
  return effectOf('defaults.high');
}

/** Where the document is silent. A command hands a secret on; a prompt only shows it to the model that the user chose. */
export const IMPLIED = {
  mode: 'enforce',
  'defaults.low': 'allow',
  'defaults.medium': 'ask',
  'defaults.high': 'reject',
  'protections.secretFiles.add': [],
  'protections.secretFiles.except': [],
  'protections.protectedFiles.add': [],
  'protections.protectedFiles.except': [],
  'protections.hiddenCharacters': 'ask',
  'secrets.commands': 'ask',
  'secrets.prompts': 'allow',
  'secrets.results': 'allow',
  'secrets.ignore': [],
  'prompts.maxCharacters': Infinity,
  'prompts.oversize': 'reject',
  'prompts.injection.prompts': 'allow',
  'prompts.injection.results': 'ask',
  'prompts.injection.threshold': 'medium',
  'session.isolation': 'none',
  'session.maxMinutes': Infinity,
  'session.effect': 'reject',
  'autonomy.max': 'high',
  'autonomy.effect': 'reject',
  'telemetry.content': 'full',
  'offline.mode': 'reject',
  'offline.graceSeconds': 86_400,
} as const satisfies Partial<Record<Setting, Value>>;

export const strictestEffect = (effects: readonly Effect[]): Effect =>
  effects.reduce((a, b) => (EFFECTS.indexOf(b) > EFFECTS.indexOf(a) ? b : a), 'allow');

/** Settings that answer for others: a lock on one of these holds `setting` too, or it could be walked around. */
const HELD_BY: Readonly<Partial<Record<Setting, readonly Setting[]>>> = {
  'otherwise.commands': ['defaults.low', 'defaults.medium'],
  'otherwise.network': ['defaults.medium'],
  'otherwise.tools': ['defaults.medium'],
  'otherwise.servers': ['defaults.low', 'defaults.medium'],
  'otherwise.models': ['defaults.low', 'defaults.medium'],
  'protections.workspace.effect': ['defaults.high'],
  'protections.secretFiles.effect': ['defaults.high'],
  'protections.secretFiles.except': ['defaults.high', 'protections.secretFiles.effect'],
  'protections.protectedFiles.effect': ['defaults.high'],
  'protections.protectedFiles.except': ['defaults.high', 'protections.protectedFiles.effect'],
  'secrets.ignore': ['secrets.commands', 'secrets.prompts', 'secrets.results'],
  'prompts.oversize': ['prompts.maxCharacters'],
  'prompts.injection.threshold': ['prompts.injection.prompts', 'prompts.injection.results'],
  'session.effect': ['session.isolation', 'session.maxMinutes'],
  'autonomy.effect': ['autonomy.max'],
};

/** Whether a lock on `what` holds `setting`. Whoever could switch to monitor mode could loosen anything: any lock holds the mode. */
export function isHeld(setting: Setting, what: string): boolean {
  const names = (one: string): boolean => what === '*' || what === one || one.startsWith(`${what}.`);
  if (setting === 'mode') return true;
  return names(setting) || (HELD_BY[setting] ?? []).some(names);
}
