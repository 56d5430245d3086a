import { type AttributePath, resolvePath } from './attribute-path.js';
import { type Condition, parseValueFilter } from './filter.js';
import { ScimRefusal } from './refusal.js';
import { named, type ResourceType, type Schema } from './schema.js';

/** What a PATCH is aimed at. */
export type Target =
  | { readonly kind: 'values'; readonly path: AttributePath; readonly where: Condition | null }
  | { readonly kind: 'extension'; readonly schema: Schema }
  | { readonly kind: 'unknown'; readonly isForeign: boolean };

const LONGEST_PATH = 8_192;
const BRACKETED = /^([^[\]]+)\[(.*)\](?:\.([\w$-]+))?$/s;

/** PATH of RFC 7644 figure 7: an attribute, a part of it, or those of its values that a filter chooses. @throws ScimRefusal invalidPath, invalidFilter */
export function readTarget(type: ResourceType, text: string): Target {
  if (text.length > LONGEST_PATH) throw new ScimRefusal('invalidPath', 'The path is too long.');
  const [, whole, filter, part] = BRACKETED.exec(text) ?? [];
  const name = whole ?? text;
  if (!/^[\w$.:-]+$/.test(name)) throw new ScimRefusal('invalidPath', `"${text.slice(0, 200)}" is no path.`);
  const found = resolvePath(type, name);
  if (filter === undefined || found.kind !== 'attribute')
    return found.kind === 'attribute' ? { kind: 'values', path: found, where: null } : found;
  return chosenValues(found, filter, part);
}

function chosenValues(path: AttributePath, filter: string, part: string | undefined): Target {
  const { attribute } = path;
  if (!attribute.multiValued || path.sub !== null)
    throw new ScimRefusal('invalidPath', `"${attribute.name}" has one value: there is nothing to choose from.`);
  const sub = part === undefined ? null : named(attribute.subAttributes ?? [], part);
  if (sub === undefined) throw new ScimRefusal('invalidPath', `"${attribute.name}" has no part "${part}".`);
  return { kind: 'values', path: { ...path, sub }, where: parseValueFilter(attribute, filter) };
}
