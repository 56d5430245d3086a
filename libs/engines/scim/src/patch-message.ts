import { ScimRefusal } from './refusal.js';
import { asObject } from './resource.js';

export const PATCH_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const MOST_OPERATIONS = 1_000;

export interface PatchOperation {
  readonly op: 'add' | 'replace' | 'remove';
  readonly path: string | null;
  readonly value: unknown;
}

/** Reads a PatchOp message (RFC 7644 section 3.5.2). Entra ID writes "Add"; names are taken in any case. @throws ScimRefusal invalidSyntax */
export function readPatch(body: unknown): readonly PatchOperation[] {
  const { schemas, operations } = lowered(asObject(body, 'The body'));
  if (schemas !== undefined && !(Array.isArray(schemas) && schemas.some(isPatchSchema)))
    throw new ScimRefusal('invalidSyntax', `"schemas" of a PATCH is ["${PATCH_SCHEMA}"].`);
  if (!Array.isArray(operations) || operations.length === 0)
    throw new ScimRefusal('invalidSyntax', '"Operations" is an array with at least one operation.');
  if (operations.length > MOST_OPERATIONS)
    throw new ScimRefusal('tooMany', `One PATCH has at most ${MOST_OPERATIONS} operations.`);
  return operations.map(readOperation);
}

function readOperation(given: unknown): PatchOperation {
  const { op, path, value } = lowered(asObject(given, 'An operation'));
  const verb = verbOf(op);
  const target = targetOf(path);
  if (verb === 'remove' && target === null)
    throw new ScimRefusal('noTarget', 'A removal names by "path" what to remove (RFC 7644 section 3.5.2.2).');
  if (verb !== 'remove' && value === undefined)
    throw new ScimRefusal('invalidValue', `The operation "${verb}" has no value.`);
  return { op: verb, path: target, value };
}

function verbOf(op: unknown): PatchOperation['op'] {
  const word = typeof op === 'string' ? op.toLowerCase() : '';
  if (word === 'add' || word === 'replace' || word === 'remove') return word;
  throw new ScimRefusal('invalidSyntax', '"op" is add, replace or remove.');
}

function targetOf(path: unknown): string | null {
  if (path === undefined || path === null) return null;
  if (typeof path !== 'string') throw new ScimRefusal('invalidPath', '"path" is a text.');
  return path.trim() === '' ? null : path.trim();
}

const isPatchSchema = (urn: unknown): boolean =>
  typeof urn === 'string' && urn.toLowerCase() === PATCH_SCHEMA.toLowerCase();

const lowered = (message: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(message).map(([key, value]) => [key.toLowerCase(), value]));
