import type { AttributePath } from './attribute-path.js';
import type { Condition } from './filter.js';
import { matches } from './matches.js';
import type { PatchOperation } from './patch-message.js';
import { readTarget, type Target } from './patch-path.js';
import { ScimRefusal } from './refusal.js';
import { asObject, type Attributes, checkRequired, readValue } from './resource.js';
import type { Attribute, ResourceType } from './schema.js';

type Draft = Record<string, unknown>;
type Verb = PatchOperation['op'];
type Values = Extract<Target, { kind: 'values' }>;

/**
 * The resource after `operations`, all of them or none (RFC 7644 section 3.5.2). What a client sends without a path, and we do not know or only
 * we write, is dropped; named by a path it is refused, except where the path names a schema that is not ours.
 * @throws ScimRefusal
 */
export function applyPatch(
  type: ResourceType,
  resource: Attributes,
  operations: readonly PatchOperation[],
): Attributes {
  const draft = structuredClone(resource) as Draft;
  for (const operation of operations) {
    if (operation.path === null) applyMany(type, draft, operation);
    else if (!isDerived(operation.path))
      applyTo(type, draft, { verb: operation.op, target: readTarget(type, operation.path), value: operation.value });
  }
  for (const { id } of type.extensions) if (isEmpty(draft[id])) Reflect.deleteProperty(draft, id);
  checkRequired(type, draft);
  return draft;
}

/** "schemas" tells what a resource holds, and follows it by itself. */
const isDerived = (name: string): boolean => name.toLowerCase() === 'schemas';

/**
 * Without a path the value is a part of the resource; its keys may be paths themselves, as Entra ID writes them. Such a key is
 * no target that has to be there already: the value is the resource's afterwards, whether it was there or not.
 */
function applyMany(type: ResourceType, draft: Draft, { op, value }: PatchOperation): void {
  for (const [key, one] of Object.entries(asObject(value, 'The value of an operation without a path'))) {
    if (isDerived(key)) continue;
    const target = readTarget(type, key);
    const isOurs = target.kind === 'values' && target.path.attribute.mutability === 'readOnly';
    const isPartOfOne = target.kind === 'values' && target.where !== null && target.path.sub !== null;
    const verb = op === 'replace' && isPartOfOne ? 'add' : op;
    if (target.kind !== 'unknown' && !isOurs) applyTo(type, draft, { verb, target, value: one });
  }
}

interface Step {
  readonly verb: Verb;
  readonly target: Target;
  readonly value: unknown;
}

function applyTo(type: ResourceType, draft: Draft, { verb, target, value }: Step): void {
  if (target.kind === 'unknown') {
    if (target.isForeign) return;
    throw new ScimRefusal('invalidPath', `There is no such attribute of a ${type.name}.`);
  }
  if (target.kind === 'extension') applyToExtension(type, draft, { verb, target, value });
  else applyToValues(draft, { verb, target, value });
}

function applyToValues(draft: Draft, { verb, target, value }: Step & { target: Values }): void {
  const { path } = target;
  const { attribute, sub } = path;
  if (attribute.mutability === 'readOnly' || sub?.mutability === 'readOnly')
    throw new ScimRefusal('mutability', `"${(sub ?? attribute).name}" is written by the service provider alone.`);
  const home = homeOf(draft, path);
  const changed = attribute.multiValued
    ? changedValues(target, home[attribute.name] as readonly Attributes[] | undefined, { verb, value })
    : changedOne(path, home[attribute.name], { verb, value });
  if (isEmpty(changed)) Reflect.deleteProperty(home, attribute.name);
  else home[attribute.name] = changed;
  if (attribute.required && isEmpty(changed))
    throw new ScimRefusal('mutability', `"${attribute.name}" is required: it cannot be removed.`);
}

function applyToExtension(
  type: ResourceType,
  draft: Draft,
  { verb, target, value }: Step & { target: Extract<Target, { kind: 'extension' }> },
): void {
  const { schema } = target;
  if (verb === 'remove') {
    if (schema === type.schema) throw new ScimRefusal('mutability', 'The whole of a resource is removed by DELETE.');
    Reflect.deleteProperty(draft, schema.id);
    return;
  }
  for (const [key, one] of Object.entries(asObject(value, `"${schema.id}"`))) {
    const part = readTarget(type, `${schema.id}:${key}`);
    if (part.kind === 'values' && part.path.attribute.mutability !== 'readOnly')
      applyTo(type, draft, { verb, target: part, value: one });
  }
}

/** The object in which the attribute stands. */
function homeOf(draft: Draft, { extension }: AttributePath): Draft {
  if (extension === null) return draft;
  return (draft[extension] ??= {}) as Draft;
}

interface Change {
  readonly verb: Verb;
  readonly value: unknown;
}

function changedOne({ attribute, sub }: AttributePath, before: unknown, { verb, value }: Change): unknown {
  if (sub !== null) return withPart((before ?? {}) as Attributes, sub, { verb, value });
  if (verb === 'remove') return undefined;
  const read = readValue(attribute, value);
  // RFC 7644 sections 3.5.2.1 and 3.5.2.3: of a complex attribute, parts that are not named stay.
  return attribute.type === 'complex' && read !== undefined
    ? { ...(before as Attributes), ...(read as Attributes) }
    : read;
}

function withPart(whole: Attributes, sub: Attribute, { verb, value }: Change): Attributes {
  const part = verb === 'remove' ? undefined : readValue(sub, value);
  const { [sub.name]: _before, ...rest } = whole;
  return part === undefined ? rest : { ...rest, [sub.name]: part };
}

function changedValues(
  { path, where }: Values,
  before: readonly Attributes[] = [],
  change: Change,
): readonly Attributes[] {
  const { attribute, sub } = path;
  if (where !== null || sub !== null) return changedSome(path, before, { ...change, where });
  if (change.verb === 'remove') return remaining(attribute, before, change.value);
  const read = (readValue(attribute, change.value) ?? []) as readonly Attributes[];
  if (change.verb === 'replace') return read;
  const fresh = read.filter((one) => !before.some((old) => isSame(old, one)));
  return onePrimary([...before, ...fresh], fresh);
}

/** Those values that the filter chooses, or all, or (to be added to) one that is made so that the filter would choose it. */
function changedSome(
  { attribute, sub }: AttributePath,
  before: readonly Attributes[],
  { verb, value, where }: Change & { where: Condition | null },
): readonly Attributes[] {
  const isChosen = (one: Attributes): boolean => where === null || matches(where, one);
  if (verb === 'remove' && sub === null) return before.filter((one) => !isChosen(one));
  const change = (one: Attributes): Attributes => {
    if (sub !== null) return withPart(one, sub, { verb, value });
    const read = (readValue({ ...attribute, multiValued: false }, firstOf(value)) ?? {}) as Attributes;
    return verb === 'replace' ? { ...keptOf(one), ...read } : { ...one, ...read };
  };
  if (!before.some(isChosen)) {
    if (verb === 'remove') return before;
    // RFC 7644 section 3.5.2.3: to replace what is not there fails.
    if (verb === 'replace' && where !== null)
      throw new ScimRefusal('noTarget', `No value of "${attribute.name}" fits the filter of the path.`);
    const made = change(where === null ? {} : madeFor(where));
    return isEmpty(made) ? before : onePrimary([...before, made], [made]);
  }
  const changed = before.map((one) => (isChosen(one) ? change(one) : one));
  return onePrimary(
    changed,
    changed.filter((one, at) => one !== before[at]),
  ).filter((one) => !isEmpty(one));
}

const firstOf = (value: unknown): unknown => (Array.isArray(value) ? value[0] : value);
/** A value that replaces another keeps its type, by which clients find it again. */
const keptOf = ({ type }: Attributes): Attributes => (type === undefined ? {} : { type });

/** `type eq "work"` describes a value of the type "work". @throws ScimRefusal noTarget for filters that describe no one value */
function madeFor(where: Condition): Attributes {
  if (where.kind === 'and') return Object.assign({}, ...where.parts.map(madeFor)) as Attributes;
  if (where.kind === 'compare' && where.operator === 'eq' && where.value !== null)
    return { [where.path.attribute.name]: where.value };
  throw new ScimRefusal('noTarget', 'No value fits the filter of the path, and it does not say how to make one.');
}

/** Entra ID removes values by naming them; without a value all of them go. */
function remaining(attribute: Attribute, before: readonly Attributes[], value: unknown): readonly Attributes[] {
  const named = readValue(attribute, value) as readonly Attributes[] | undefined;
  if (named === undefined) return [];
  return before.filter((one) => !named.some((gone) => Object.entries(gone).every(([key, part]) => one[key] === part)));
}

/** RFC 7644 section 3.5.2: when a value becomes the primary one, the one that was is it no longer. */
function onePrimary(values: readonly Attributes[], fresh: readonly Attributes[]): readonly Attributes[] {
  const primary = fresh.findLast((one) => one['primary'] === true);
  if (primary === undefined) return values;
  return values.map((one) => (one !== primary && one['primary'] === true ? { ...one, primary: false } : one));
}

const isSame = (one: Attributes, other: Attributes): boolean => {
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].every((key) => one[key] === other[key]);
};

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'object' && Object.keys(value).length === 0);
