import { resolvePath } from './attribute-path.js';
import { ScimRefusal } from './refusal.js';
import { type Attribute, named, type ResourceType, topOf } from './schema.js';

/** What a resource holds, under the names of its schema; an extension's attributes stand under its URN. */
export type Attributes = Readonly<Record<string, unknown>>;

const LONGEST_TEXT = 4_096;
const LONGEST_BINARY = 65_536;
const MOST_VALUES = 100;
/** Groups of a whole company come in one message. */
const MOST_MEMBERS = 100_000;

/**
 * The resource that a client sends (RFC 7643 section 2): names in any case, unknown ones dropped, what only the service provider writes left
 * out, what is null or empty unassigned.
 * @throws ScimRefusal invalidSyntax, invalidValue
 */
export function readResource(type: ResourceType, body: unknown): Attributes {
  const message = asObject(body, 'The body');
  checkSchemas(type, message);
  const read: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(message)) {
    const found = resolvePath(type, key);
    if (found.kind === 'extension' && found.schema !== type.schema) {
      const parts = readParts(found.schema.attributes, value, found.schema.id);
      if (parts !== undefined) read[found.schema.id] = parts;
    } else if (found.kind === 'attribute' && found.sub === null && found.extension === null) {
      const assigned = readValue(found.attribute, value);
      if (assigned !== undefined) read[found.attribute.name] = assigned;
    }
  }
  checkRequired(type, read);
  return read;
}

/** @throws ScimRefusal invalidValue when something that the schema requires is unassigned */
export function checkRequired(type: ResourceType, resource: Attributes): void {
  for (const { name, required } of topOf(type)) {
    if (required && resource[name] === undefined)
      throw new ScimRefusal('invalidValue', `"${name}" is required, and is no empty text.`);
  }
}

function checkSchemas({ schema }: ResourceType, message: Readonly<Record<string, unknown>>): void {
  const [, schemas] = Object.entries(message).find(([key]) => key.toLowerCase() === 'schemas') ?? [];
  // Left out by some clients, who name the kind of resource by the address alone.
  if (schemas === undefined) return;
  if (!Array.isArray(schemas) || !schemas.every((urn) => typeof urn === 'string'))
    throw new ScimRefusal('invalidSyntax', '"schemas" is an array of texts.');
  if (!schemas.some((urn) => urn.toLowerCase() === schema.id.toLowerCase()))
    throw new ScimRefusal('invalidValue', `"schemas" does not name ${schema.id}.`);
}

/**
 * The value of an attribute as we keep it; undefined where it is unassigned.
 * @throws ScimRefusal invalidValue
 */
export function readValue(attribute: Attribute, value: unknown): unknown {
  if (attribute.mutability === 'readOnly' || value === null || value === undefined) return undefined;
  if (!attribute.multiValued) return readSingle(attribute, value);
  const values = Array.isArray(value) ? value : [value];
  const most = attribute.name === 'members' ? MOST_MEMBERS : MOST_VALUES;
  if (values.length > most) throw invalid(attribute, `has at most ${most} values`);
  const read = values.map((one) => readOne(attribute, one)).filter((one) => one !== undefined);
  if (read.filter((one) => (one as Attributes)['primary'] === true).length > 1)
    throw invalid(attribute, 'has one primary value at most (RFC 7643 section 2.4)');
  return read.length === 0 ? undefined : read;
}

/** Entra ID without its newer flag wraps what there is one of: `[{"$ref": null, "value": "Babs"}]`. */
function readSingle(attribute: Attribute, value: unknown): unknown {
  if (!Array.isArray(value)) return readOne(attribute, value);
  if (value.length > 1) throw invalid(attribute, 'has one value');
  const [only] = value as readonly unknown[];
  const isWrapped = attribute.type !== 'complex' && typeof only === 'object' && only !== null && 'value' in only;
  const inner = isWrapped ? only.value : only;
  return inner === null || inner === undefined ? undefined : readOne(attribute, inner);
}

function readOne(attribute: Attribute, value: unknown): unknown {
  switch (attribute.type) {
    case 'complex':
      return readComplex(attribute, value);
    case 'boolean':
      return readFlag(attribute, value);
    default:
      return readText(attribute, value);
  }
}

function readComplex(attribute: Attribute, value: unknown): Attributes | undefined {
  const parts = attribute.subAttributes ?? [];
  // A text alone is the value of what has a value: ["a@example.com"], "manager": "26118".
  const isBare = typeof value === 'string' && named(parts, 'value') !== undefined;
  return readParts(parts, isBare ? (value === '' ? {} : { value }) : value, attribute.name);
}

function readParts(parts: readonly Attribute[], value: unknown, name: string): Attributes | undefined {
  if (value === null || value === undefined) return undefined;
  const read: Record<string, unknown> = {};
  for (const [key, one] of Object.entries(asObject(value, `"${name}"`))) {
    const part = named(parts, key);
    const assigned = part === undefined ? undefined : readValue(part, one);
    if (part !== undefined && assigned !== undefined) read[part.name] = assigned;
  }
  return Object.keys(read).length === 0 ? undefined : read;
}

function readFlag(attribute: Attribute, value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  // Entra ID sends "True" and "False".
  const word = typeof value === 'string' ? value.trim().toLowerCase() : null;
  if (word === '') return undefined;
  if (word === 'true' || word === 'false') return word === 'true';
  throw invalid(attribute, 'is true or false');
}

function readText(attribute: Attribute, value: unknown): string | undefined {
  const text = typeof value === 'number' && Number.isFinite(value) ? String(value) : value;
  if (typeof text !== 'string') throw invalid(attribute, 'is a text');
  const isLong = attribute.name === 'value' && attribute.caseExact === true;
  if (text.length > (isLong ? LONGEST_BINARY : LONGEST_TEXT)) throw invalid(attribute, 'is too long');
  if (!isKeepable(text)) throw invalid(attribute, 'holds a character that is none');
  return isBlank(attribute, text) ? undefined : text;
}

const isBlank = ({ required }: Attribute, text: string): boolean => text === '' || (required && text.trim() === '');

/** PostgreSQL keeps no NUL, and no half of a pair. */
const isKeepable = (text: string): boolean => !text.includes('\u0000') && text.isWellFormed();

export function asObject(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Readonly<Record<string, unknown>>;
  throw new ScimRefusal('invalidSyntax', `${what} is no JSON object.`);
}

const invalid = ({ name }: Attribute, is: string): ScimRefusal => new ScimRefusal('invalidValue', `"${name}" ${is}.`);
