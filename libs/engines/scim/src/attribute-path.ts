import { type Attribute, named, type ResourceType, type Schema, topOf } from './schema.js';

/** Where an attribute stands: at the top of a resource, or in one of its extensions; perhaps one of its parts. */
export interface AttributePath {
  /** The URN of the extension that it belongs to; null for the resource's own. */
  readonly extension: string | null;
  readonly attribute: Attribute;
  readonly sub: Attribute | null;
}

/** A name that nothing has, and the whole of an extension, are told apart from an attribute. */
export type Resolved =
  | ({ readonly kind: 'attribute' } & AttributePath)
  | { readonly kind: 'extension'; readonly schema: Schema }
  | { readonly kind: 'unknown'; readonly isForeign: boolean };

/**
 * Finds what `path` names (RFC 7644 section 3.10): `userName`, `name.familyName`, each also behind the URN of its schema,
 * in any case. An extension's attribute is found by its name alone where the resource has none of that name: Entra ID asks
 * for `manager`. `isForeign` says that the URN is of no schema that we have.
 */
export function resolvePath(type: ResourceType, path: string): Resolved {
  const isUrn = /^urn:/i.test(path);
  if (!isUrn) {
    const own = within(topOf(type), null, path);
    if (own.kind === 'attribute') return own;
    const others = type.extensions.map(({ attributes, id }) => within(attributes, id, path));
    return others.find(({ kind }) => kind === 'attribute') ?? own;
  }
  const key = path.toLowerCase();
  for (const schema of [type.schema, ...type.extensions]) {
    const id = schema.id.toLowerCase();
    const isOwn = schema === type.schema;
    if (key === id) return { kind: 'extension', schema };
    if (!key.startsWith(`${id}:`) && !key.startsWith(`${id}.`)) continue;
    return within(isOwn ? topOf(type) : schema.attributes, isOwn ? null : schema.id, path.slice(id.length + 1));
  }
  return { kind: 'unknown', isForeign: true };
}

function within(attributes: readonly Attribute[], extension: string | null, path: string): Resolved {
  const [name = '', part, ...more] = path.split('.');
  const attribute = named(attributes, name);
  if (attribute === undefined || more.length > 0) return { kind: 'unknown', isForeign: false };
  if (part === undefined) return { kind: 'attribute', extension, attribute, sub: null };
  const sub = named(attribute.subAttributes ?? [], part);
  return sub === undefined ? { kind: 'unknown', isForeign: false } : { kind: 'attribute', extension, attribute, sub };
}

/** The path as the standard writes it. */
export const pathText = ({ extension, attribute, sub }: AttributePath): string =>
  `${extension === null ? '' : `${extension}:`}${attribute.name}${sub === null ? '' : `.${sub.name}`}`;
