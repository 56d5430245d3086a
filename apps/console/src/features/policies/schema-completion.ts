/** As much of JSON Schema as a policy's schema uses. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly description?: string;
  readonly anyOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly required?: readonly string[];
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
}

export interface Proposal {
  readonly label: string;
  readonly kind: 'key' | 'value';
  readonly detail?: string;
  readonly info?: string;
  readonly isRequired: boolean;
}

/** The keys that may stand in the object at `path`. */
export function keysAt(schema: JsonSchema, path: readonly string[]): readonly Proposal[] {
  const found = schemasAt(schema, path).flatMap((one) =>
    Object.entries(one.properties ?? {}).map(([label, of]): Proposal => {
      const detail = detailOf(schema, of);
      return {
        label,
        kind: 'key',
        isRequired: one.required?.includes(label) ?? false,
        ...(detail !== '' && { detail }),
        ...(of.description !== undefined && { info: of.description }),
      };
    }),
  );
  return [...new Map(found.map((proposal) => [proposal.label, proposal])).values()];
}

/** The values that `key` may have in the object at `path`; none where they are not from a list. */
export function valuesAt(schema: JsonSchema, path: readonly string[], key: string): readonly Proposal[] {
  const found = schemasAt(schema, [...path, key]).flatMap((one) => [
    ...(one.enum ?? []),
    ...(one.const === undefined ? [] : [one.const]),
    ...(one.type === 'boolean' ? [true, false] : []),
  ]);
  return [...new Set(found.map(String))].map((label) => ({ label, kind: 'value', isRequired: false }));
}

function schemasAt(root: JsonSchema, path: readonly string[]): readonly JsonSchema[] {
  return path.reduce<readonly JsonSchema[]>(
    (found, part) =>
      found
        .flatMap((one) => (part === '[]' ? [one.items] : [one.properties?.[part]]))
        .flatMap((next) => (next === undefined ? [] : branches(root, next))),
    branches(root, root),
  );
}

/** A schema with its references followed and its alternatives laid side by side. */
function branches(root: JsonSchema, schema: JsonSchema, depth = 0): readonly JsonSchema[] {
  if (depth > 8) return [];
  const referred = schema.$ref === undefined ? undefined : root.$defs?.[schema.$ref.replace('#/$defs/', '')];
  const others = [
    ...(referred === undefined ? [] : [referred]),
    ...(schema.anyOf ?? []),
    ...(schema.oneOf ?? []),
    ...(schema.allOf ?? []),
  ];
  return [schema, ...others.flatMap((other) => branches(root, other, depth + 1))];
}

function detailOf(root: JsonSchema, schema: JsonSchema): string {
  const all = branches(root, schema);
  const values = all.flatMap((one) => one.enum ?? []);
  if (values.length > 0) return values.map(String).join(' | ');
  return [...new Set(all.flatMap((one) => (one.type === undefined ? [] : one.type)))].join(' | ');
}
