import type { Setting } from '#contracts';
import type { PlacedRule, Said } from './layer.js';
import { compareStrictness, kindOf, type Value } from './strictness.js';

/**
 * What several layers of one kind say together: of each value the strictest, of lists of exceptions only what all of them except, and the rules
 * of all. Who says nothing of a value has no voice in it. Associative, commutative and idempotent.
 */
export function joined(a: Said, b: Said): Said {
  const values = new Map(a.values);
  for (const [setting, said] of b.values) {
    const other = values.get(setting);
    values.set(setting, other === undefined ? said : strictestOf(setting, other, said));
  }
  return { values, rules: withoutTwins([...a.rules, ...b.rules]), locks: withoutTwinLocks([...a.locks, ...b.locks]) };
}

export const NOTHING_SAID: Said = { values: new Map(), rules: [], locks: [] };

interface SaidValue {
  readonly value: Value;
  readonly layer: number;
}

function strictestOf(setting: Setting, a: SaidValue, b: SaidValue): SaidValue {
  const layer = Math.min(a.layer, b.layer);
  const kind = kindOf(setting);
  if (kind === 'tightening-list') return { value: union(a.value, b.value), layer };
  if (kind === 'loosening-list')
    return { value: listOf(a.value).filter((one) => listOf(b.value).includes(one)), layer };
  const compared = compareStrictness(setting, a.value, b.value);
  if (compared === 0) return { value: a.value, layer };
  return compared > 0 ? a : b;
}

export const listOf = (value: Value): readonly string[] => (Array.isArray(value) ? (value as readonly string[]) : []);

/** Sorted, so that nobody's order counts. */
export const union = (a: Value, b: Value): readonly string[] => [...new Set([...listOf(a), ...listOf(b)])].sort();

/** One of rules that say the same, from the first layer that says it. */
export function withoutTwins(rules: readonly PlacedRule[]): readonly PlacedRule[] {
  const seen = new Map<string, PlacedRule>();
  for (const rule of rules) {
    const twin = seen.get(rule.meaning);
    if (twin === undefined || rule.layer < twin.layer) seen.set(rule.meaning, rule);
  }
  return [...seen.values()].sort((a, b) => a.layer - b.layer);
}

function withoutTwinLocks(locks: Said['locks']): Said['locks'] {
  const first = new Map<string, number>();
  for (const { what, layer } of locks) first.set(what, Math.min(layer, first.get(what) ?? layer));
  return [...first].map(([what, layer]) => ({ what, layer })).sort((a, b) => (a.what < b.what ? -1 : 1));
}
