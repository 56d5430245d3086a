/** RFC 7643 section 7: what a schema says of an attribute. */
export interface Attribute {
  readonly name: string;
  readonly type: 'string' | 'boolean' | 'dateTime' | 'integer' | 'reference' | 'binary' | 'complex';
  readonly multiValued: boolean;
  readonly description: string;
  readonly required: boolean;
  readonly caseExact?: boolean;
  readonly mutability: 'readOnly' | 'readWrite' | 'immutable' | 'writeOnly';
  readonly returned: 'always' | 'never' | 'default' | 'request';
  readonly uniqueness?: 'none' | 'server' | 'global';
  readonly canonicalValues?: readonly string[];
  readonly referenceTypes?: readonly string[];
  readonly subAttributes?: readonly Attribute[];
}

export interface Schema {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly attributes: readonly Attribute[];
}

/** A kind of resource: its own schema and the extensions that it may bear (RFC 7643 section 6). */
export interface ResourceType {
  readonly name: 'User' | 'Group';
  readonly endpoint: string;
  readonly description: string;
  readonly schema: Schema;
  readonly extensions: readonly Schema[];
}

type Over = Partial<Omit<Attribute, 'name' | 'description' | 'type'>>;

const attribute = (name: string, type: Attribute['type'], description: string, over: Over): Attribute => ({
  name,
  type,
  multiValued: false,
  description,
  required: false,
  ...(type !== 'complex' && type !== 'boolean' && { caseExact: false }),
  mutability: 'readWrite',
  returned: 'default',
  ...(type !== 'complex' && type !== 'boolean' && { uniqueness: 'none' as const }),
  ...over,
});

export const text = (name: string, description: string, over: Over = {}): Attribute =>
  attribute(name, 'string', description, over);
export const flag = (name: string, description: string, over: Over = {}): Attribute =>
  attribute(name, 'boolean', description, over);
export const moment = (name: string, description: string, over: Over = {}): Attribute =>
  attribute(name, 'dateTime', description, over);
export const reference = (name: string, description: string, over: Over = {}): Attribute =>
  attribute(name, 'reference', description, { caseExact: true, ...over });
export const complex = (
  name: string,
  description: string,
  subAttributes: readonly Attribute[],
  over: Over = {},
): Attribute => attribute(name, 'complex', description, { subAttributes, ...over });

/** RFC 7643 section 2.4: the usual sub-attributes of what can be had several times. */
export const several = (
  name: string,
  description: string,
  { value, types = [] }: { value: Attribute; types?: readonly string[] },
): Attribute =>
  complex(
    name,
    description,
    [
      value,
      text('display', 'A name for people to read'),
      text('type', 'What it is for', types.length > 0 ? { canonicalValues: types } : {}),
      flag('primary', 'Whether it is the preferred one; at most one is'),
    ],
    { multiValued: true },
  );

/** RFC 7643 section 3.1: what every resource has, whatever its schema says. */
export const COMMON: readonly Attribute[] = [
  text('id', 'The identifier that the service provider gave', {
    caseExact: true,
    mutability: 'readOnly',
    returned: 'always',
    uniqueness: 'server',
  }),
  text('externalId', 'The identifier that the client gave', { caseExact: true }),
  complex(
    'meta',
    'What the service provider knows of the resource',
    [
      text('resourceType', 'The kind of resource', { caseExact: true, mutability: 'readOnly' }),
      moment('created', 'When it was made', { mutability: 'readOnly' }),
      moment('lastModified', 'When it was last changed', { mutability: 'readOnly' }),
      reference('location', 'Where it is', { mutability: 'readOnly', referenceTypes: ['uri'] }),
      text('version', 'Its entity tag', { caseExact: true, mutability: 'readOnly' }),
    ],
    { mutability: 'readOnly' },
  ),
];

/** Names are the same in whatever case (RFC 7643 section 2.1). */
export const named = (attributes: readonly Attribute[], name: string): Attribute | undefined => {
  const key = name.toLowerCase();
  return attributes.find((candidate) => candidate.name.toLowerCase() === key);
};

/** The attributes at the top of a resource. */
export const topOf = (type: ResourceType): readonly Attribute[] => [...COMMON, ...type.schema.attributes];
