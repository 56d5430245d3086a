import { resolvePath } from './attribute-path.js';
import type { Attributes } from './resource.js';
import { type Attribute, type ResourceType, topOf } from './schema.js';

/** RFC 7644 section 3.9: which attributes an answer holds. Paths in lower case; a part keeps its whole from falling out. */
export interface Projection {
  readonly only: ReadonlySet<string> | null;
  readonly without: ReadonlySet<string>;
}

export const EVERYTHING: Projection = { only: null, without: new Set() };
const MOST_NAMED = 100;

/** Reads `attributes` and `excludedAttributes`, each a list by commas or an array. Names that nothing has are passed over. */
export function readProjection(type: ResourceType, attributes: unknown, excluded: unknown): Projection {
  const only = namesIn(type, attributes);
  return { only: only.size > 0 ? only : null, without: only.size > 0 ? new Set() : namesIn(type, excluded) };
}

function namesIn(type: ResourceType, list: unknown): ReadonlySet<string> {
  const given: unknown[] = typeof list === 'string' ? list.split(',') : Array.isArray(list) ? list : [];
  const names = given.slice(0, MOST_NAMED).flatMap((name) => {
    if (typeof name !== 'string') return [];
    const found = resolvePath(type, name.trim());
    if (found.kind === 'extension') return [found.schema === type.schema ? '*' : found.schema.id.toLowerCase()];
    if (found.kind !== 'attribute') return [];
    const { extension, attribute, sub } = found;
    return [keyOf(extension, attribute.name, sub?.name)];
  });
  // Asked for by names that we do not know, an answer holds what it always holds.
  return new Set(given.length > 0 && names.length === 0 && list !== '' ? ['?'] : names);
}

/** Whether the answer holds the attribute, or a part of it: what costs something to read is not read in vain. */
export const isAsked = ({ only, without }: Projection, name: string): boolean => {
  const key = name.toLowerCase();
  if (only === null) return !without.has(key);
  return only.has('*') || only.has(key) || [...only].some((asked) => asked.startsWith(`${key}.`));
};

/** The resource as the client asked for it; what is returned always is there always. */
export function project(type: ResourceType, resource: Attributes, projection: Projection): Attributes {
  if (projection.only === null && projection.without.size === 0) return resource;
  const seen: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(resource)) {
    const extension = type.extensions.find(({ id }) => id === name);
    if (extension !== undefined) {
      const parts = partsOf(extension.attributes, value as Attributes, { prefix: name, projection });
      if (parts !== undefined) seen[name] = parts;
    } else if (name === 'schemas') seen[name] = value;
    else {
      const attribute = topOf(type).find((candidate) => candidate.name === name);
      const shown = attribute && shownOf(attribute, value, { prefix: null, projection });
      if (shown !== undefined) seen[name] = shown;
    }
  }
  return seen;
}

interface Place {
  readonly prefix: string | null;
  readonly projection: Projection;
}

function partsOf(attributes: readonly Attribute[], value: Attributes, place: Place): Attributes | undefined {
  const entries = Object.entries(value).flatMap(([name, part]) => {
    const attribute = attributes.find((candidate) => candidate.name === name);
    const shown = attribute && shownOf(attribute, part, place);
    return shown === undefined ? [] : [[name, shown] as const];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

function shownOf(attribute: Attribute, value: unknown, { prefix, projection }: Place): unknown {
  const { only, without } = projection;
  const key = keyOf(prefix, attribute.name);
  const hasParts = attribute.subAttributes !== undefined;
  if (attribute.returned === 'always') return value;
  if (only === null) {
    if (without.has(key)) return undefined;
    return hasParts ? trimmed(value, (part) => !without.has(`${key}.${part}`)) : value;
  }
  if (only.has(key) || only.has(prefix?.toLowerCase() ?? '*')) return value;
  return isPartly(only, key) ? trimmed(value, (part) => only.has(`${key}.${part}`)) : undefined;
}

const isPartly = (only: ReadonlySet<string>, key: string): boolean =>
  [...only].some((asked) => asked.startsWith(`${key}.`));

function trimmed(value: unknown, keeps: (part: string) => boolean): unknown {
  const one = (whole: unknown): Attributes =>
    Object.fromEntries(Object.entries(whole as Attributes).filter(([name]) => keeps(name.toLowerCase())));
  return Array.isArray(value) ? value.map(one) : one(value);
}

const keyOf = (extension: string | null, name: string, sub?: string): string =>
  `${extension === null ? '' : `${extension}:`}${name}${sub === undefined ? '' : `.${sub}`}`.toLowerCase();
