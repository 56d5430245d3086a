import { type Document, isMap, isScalar, LineCounter, type Node, parseDocument, type ParsedNode } from 'yaml';
import type { z } from 'zod';
import { authoredPolicy, type PolicyDocument, RULE_SECTIONS, type WrittenPolicy } from '#contracts';
import { faultInWords, nearest } from './fault-words.js';
import { warningsOf } from './warnings.js';

/** A part of a text: lines and columns count from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** A fault or a warning, and where it stands. */
export interface PolicyIssue extends Place {
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** As in `commands.3.effect`; empty for the whole document. */
  readonly path: string;
}

export type ParsedPolicy =
  | {
      readonly ok: true;
      /** With every default filled in. */
      readonly document: PolicyDocument;
      /** Without: what the author wrote, as a merge of layers wants it. */
      readonly written: WrittenPolicy;
      readonly warnings: readonly PolicyIssue[];
      /** Where each of its tests stands. */
      readonly testPlaces: readonly Place[];
    }
  | { readonly ok: false; readonly issues: readonly PolicyIssue[] };

const LONGEST_TEXT = 1_048_576;
const MOST_ALIASES = 100;

/** Reads a policy as an author wrote it. JSON is read by the same parser, of which it is a part, so that faults have places too. */
export function parsePolicy(text: string, format: 'yaml' | 'json'): ParsedPolicy {
  if (text.length > LONGEST_TEXT) return { ok: false, issues: [wholeFault('A policy has at most 1 MiB of text.')] };
  const lines = new LineCounter();
  const source = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: true,
    schema: format === 'json' ? 'json' : 'core',
  });
  const placeOf = (start: number, end: number): Place => {
    const [from, to] = [lines.linePos(start), lines.linePos(Math.max(start, end))];
    return { line: from.line || 1, column: from.col || 1, endLine: to.line || 1, endColumn: to.col || 1 };
  };
  if (source.errors.length > 0) {
    const issues = source.errors.map(({ pos, message }) => faultAt(placeOf(...pos), message, []));
    return { ok: false, issues };
  }
  if (format === 'json' && !isJson(text))
    return { ok: false, issues: [wholeFault('This is YAML, not JSON: quote names and texts, or choose YAML.')] };
  const value = valueOf(source);
  const result = authoredPolicy.safeParse(value);
  const faults = result.success ? repeatedIds(result.data) : result.error.issues.flatMap((one) => toldOf(one, value));
  if (!result.success || faults.length > 0) {
    const issues = faults.map(({ path, message, isKey }) =>
      faultAt(placeOf(...(isKey ? keyRangeOf(source, path) : rangeOf(source, path))), message, path),
    );
    return { ok: false, issues };
  }
  const warnings = warningsOf(result.data).map(({ path, message }) => ({
    ...faultAt(placeOf(...rangeOf(source, path)), message, path),
    severity: 'warning' as const,
  }));
  const testPlaces = (result.data.tests ?? []).map((_, at) => placeOf(...rangeOf(source, ['tests', at])));
  // Parsed above: `value` has the schema's input type.
  return { ok: true, document: result.data, written: value as WrittenPolicy, warnings, testPlaces };
}

const faultAt = (place: Place, message: string, path: readonly PropertyKey[]): PolicyIssue => ({
  ...place,
  severity: 'error',
  message,
  path: path.map(String).join('.'),
});

interface Told {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  /** The fault is the key itself, not its value. */
  readonly isKey: boolean;
}

/** Each unknown key is told at its own place. */
function toldOf(issue: z.core.$ZodIssue, value: unknown): readonly Told[] {
  if (issue.code !== 'unrecognized_keys')
    return [{ path: issue.path, message: faultInWords(issue, valueAt(value, issue.path)), isKey: false }];
  const known = keysAt(issue.path);
  return issue.keys.map((key) => ({ path: [...issue.path, key], message: unknownKey(key, known), isKey: true }));
}

function unknownKey(key: string, known: readonly string[]): string {
  if (key === 'resolution') return '"resolution" is written by Castellan when it merges layers, never by an author.';
  const meant = nearest(key, known);
  return `There is no "${key}" here.${meant === undefined ? '' : ` Did you mean "${meant}"?`}`;
}

const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (at, step) => (typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[step] : undefined),
    value,
  );

/** The keys that may stand at `path`, where its schema is an object. */
function keysAt(path: readonly PropertyKey[]): readonly string[] {
  let at: unknown = authoredPolicy;
  for (const step of path) {
    at = unwrapped(at);
    at = typeof step === 'number' ? (at as { element?: unknown }).element : shapeOf(at)[String(step)];
    if (at === undefined) return [];
  }
  return Object.keys(shapeOf(unwrapped(at)));
}

const shapeOf = (schema: unknown): Readonly<Record<string, unknown>> =>
  (schema as { shape?: Record<string, unknown> } | undefined)?.shape ?? {};

/** A schema without its default and its being optional. */
function unwrapped(schema: unknown): unknown {
  const inner = (schema as { def?: { innerType?: unknown } } | undefined)?.def?.innerType;
  return inner === undefined ? schema : unwrapped(inner);
}

const wholeFault = (message: string): PolicyIssue =>
  faultAt({ line: 1, column: 1, endLine: 1, endColumn: 1 }, message, []);

function valueOf(source: Document.Parsed): unknown {
  try {
    return source.toJS({ maxAliasCount: MOST_ALIASES });
  } catch {
    return null;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The place of the deepest node on `path` that there is. */
function rangeOf(source: Document.Parsed, path: readonly PropertyKey[]): [number, number] {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = (length === 0 ? source.contents : source.getIn(path.slice(0, length), true)) as
      ParsedNode | Node | null | undefined;
    if (node?.range) return [node.range[0], node.range[1]];
  }
  return [0, 0];
}

/** The place of the key that `path` ends with. */
function keyRangeOf(source: Document.Parsed, path: readonly PropertyKey[]): [number, number] {
  const around = path.length === 1 ? source.contents : source.getIn(path.slice(0, -1), true);
  const pair = isMap(around)
    ? around.items.find(({ key }) => isScalar(key) && String(key.value) === String(path.at(-1)))
    : undefined;
  return isScalar(pair?.key) && pair.key.range ? [pair.key.range[0], pair.key.range[1]] : rangeOf(source, path);
}

function repeatedIds(document: PolicyDocument): readonly Told[] {
  const seen = new Set<string>();
  return RULE_SECTIONS.flatMap((section) =>
    (document[section] ?? []).flatMap(({ id }, at) => {
      const isRepeated = seen.has(id);
      seen.add(id);
      const message = `The id "${id}" is used twice; evidence could not tell which rule it means.`;
      return isRepeated ? [{ path: [section, at, 'id'], message, isKey: false }] : [];
    }),
  );
}
