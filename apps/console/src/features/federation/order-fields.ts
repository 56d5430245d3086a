import type { Connection, SettingsOrder } from './connection.js';
import type { AttributeNames, Kind, Way } from './recipe.js';
import { type OidcChoiceFields, oidcChoiceFaults, oidcChoicesOf, oidcChoicesOrder } from './oidc-choices.js';
import { type SamlChoiceFields, samlChoiceFaults, samlChoicesOf, samlChoicesOrder } from './saml-choices.js';

export type MetadataBy = 'url' | 'file' | 'text';

/** What the wizard's form holds, for either protocol. */
export interface OrderFields extends SamlChoiceFields, OidcChoiceFields {
  readonly metadataBy: MetadataBy;
  readonly metadataUrl: string;
  readonly metadata: string;
  readonly fileName: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly hostedDomain: string;
  readonly email: string;
  readonly name: string;
  /** SAML alone: for providers that send no whole name. */
  readonly firstName: string;
  readonly lastName: string;
  readonly groups: string;
}

interface KnownSettings {
  readonly source?: { readonly url: string | null };
  readonly attributes?: Partial<Record<Named, readonly string[]>>;
  readonly mapping?: Partial<Record<Named, string | null>>;
  readonly required?: readonly { readonly claim: string; readonly values: readonly string[] }[];
}
type Named = 'email' | 'name' | 'firstName' | 'lastName' | 'groups';

/** The form as it opens: what the connection has, else what the recipe says. */
export function fieldsOf(way: Way, connection: Pick<Connection, 'settings'> | null): OrderFields {
  const settings = connection?.settings ?? {};
  const { source, attributes, mapping, required = [] } = settings as KnownSettings;
  // What the connection has counts although it is nothing: an empty list says that it is not read.
  const named = (what: Named): string => {
    const has = attributes?.[what] ?? (mapping === undefined ? undefined : [mapping[what] ?? '']);
    return has === undefined ? usualName(way, what) : (has[0] ?? '');
  };
  return {
    metadataBy: way.metadata?.[0] ?? 'url',
    metadataUrl: source?.url ?? '',
    metadata: '',
    fileName: '',
    issuer: textOf(settings['issuer']) || (way.issuer ?? ''),
    clientId: textOf(settings['clientId']),
    clientSecret: '',
    hostedDomain: required.find(({ claim }) => claim === 'hd')?.values[0] ?? '',
    email: named('email'),
    name: named('name'),
    firstName: named('firstName'),
    lastName: named('lastName'),
    groups: named('groups'),
    ...samlChoicesOf(settings),
    ...oidcChoicesOf(settings, way.scopes),
  };
}

const usualName = ({ attributes }: Way, what: Named): string =>
  (attributes as Partial<Record<Named, string>> & AttributeNames)[what] ?? '';

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

export type Faults = Partial<Record<keyof OrderFields, string>>;

/** What a part of the form is given. */
export interface FieldsProps {
  way: Way;
  fields: OrderFields;
  faults: Faults;
  onChange: (changed: Partial<OrderFields>) => void;
}

/** What the form is about: the protocol, how the identity provider is set up, and whether it was kept before. */
export interface FormOf {
  readonly kind: Kind;
  readonly way: Way;
  /** A secret or metadata that were given before need not be given again. */
  readonly isNew: boolean;
}

/** What is missing before it can be kept. */
export function faultsOf(form: FormOf, fields: OrderFields): Faults {
  return form.kind === 'saml'
    ? { ...metadataFaults(fields, form.isNew), ...samlChoiceFaults(fields) }
    : oidcFaults(fields, form);
}

function metadataFaults({ metadataBy, metadataUrl, metadata }: OrderFields, isNew: boolean): Faults {
  if (metadataBy === 'url')
    return isAddress(metadataUrl) ? {} : { metadataUrl: 'Paste the whole address, from https:// on.' };
  if (metadata.trim() === '') return isNew ? { metadata: 'Without the metadata nobody’s answer can be checked.' } : {};
  return /<(?:[\w.-]+:)?(?:EntityDescriptor|EntitiesDescriptor)[\s>]/u.test(metadata)
    ? {}
    : { metadata: 'This is not SAML metadata: it has no EntityDescriptor.' };
}

function oidcFaults(fields: OrderFields, form: FormOf): Faults {
  const { issuer, clientId, clientSecret, byKey, hostedDomain } = fields;
  const faults: Partial<Record<keyof OrderFields, string>> = {};
  if (!isAddress(issuer)) faults.issuer = 'Give the issuer as an address, from https:// on.';
  else if (/\/\.well-known\//u.test(issuer)) faults.issuer = 'Leave away /.well-known/… at the end: the issuer alone.';
  if (clientId.trim() === '') faults.clientId = 'The identity provider shows it beside the application.';
  if (form.isNew && !byKey && clientSecret.trim() === '') faults.clientSecret = 'The identity provider shows it once.';
  if (form.way.asksHostedDomain === true && !/^\S+\.\S+$/u.test(hostedDomain.trim()))
    faults.hostedDomain =
      'Name the domain of your Google Workspace: without it everybody with a Google account comes in.';
  for (const what of ['email', 'name'] as const)
    if (fields[what].trim() === '') faults[what] = 'Name the claim: it has to be one that can be there.';
  return { ...faults, ...oidcChoiceFaults(fields) };
}

const isAddress = (text: string): boolean => /^https?:\/\/\S+$/iu.test(text.trim()) && URL.canParse(text.trim());

/** What is sent, of what was typed. Members that the form does not show stay as they are. */
export function orderOf(form: FormOf, fields: OrderFields, former: Connection['settings']): SettingsOrder {
  return form.kind === 'saml' ? samlOrder(form.way, fields, former) : oidcOrder(form.way, fields, former);
}

function samlOrder(way: Way, fields: OrderFields, former: Connection['settings']): SettingsOrder {
  const byUrl = fields.metadataBy === 'url';
  return {
    settings: {
      ...former,
      ...(byUrl && { metadataUrl: fields.metadataUrl.trim() }),
      ...(!byUrl && fields.metadata.trim() !== '' && { metadata: fields.metadata, metadataUrl: null }),
      ...samlChoicesOrder(fields),
      attributes: {
        ...(former['attributes'] as Record<string, unknown> | undefined),
        ...namesOf(way, fields, former['attributes'] as Partial<Record<string, string[]>> | undefined),
      },
    },
    secrets: {},
  };
}

/**
 * The name that was typed is tried first; those that are tried besides stay. Where nothing is typed, it is not read. Of a new connection, a name
 * that was left as the recipe has it is not sent: the server knows it, and what others call the same thing.
 */
function namesOf(
  way: Way,
  fields: OrderFields,
  former: Partial<Record<string, string[]>> = {},
): Record<string, string[]> {
  const typed = (what: Named): string => fields[what].trim();
  const firstly = (what: Named): string[] =>
    typed(what) === '' ? [] : [typed(what), ...(former[what] ?? []).filter((name) => name !== typed(what))];
  const told = (['email', 'name', 'firstName', 'lastName', 'groups'] as const).filter(
    (what) => former[what] !== undefined || typed(what) !== usualName(way, what),
  );
  return Object.fromEntries(told.map((what) => [what, firstly(what)]));
}

function oidcOrder(way: Way, fields: OrderFields, former: Connection['settings']): SettingsOrder {
  return {
    settings: {
      ...former,
      ...(way.recipe !== undefined && { recipe: way.recipe }),
      issuer: fields.issuer.trim(),
      clientId: fields.clientId.trim(),
      mapping: {
        email: fields.email.trim(),
        name: fields.name.trim(),
        groups: fields.groups.trim() === '' ? null : fields.groups.trim(),
      },
      ...oidcChoicesOrder(fields, fields.hostedDomain.trim()),
    },
    secrets: fields.byKey || fields.clientSecret.trim() === '' ? {} : { clientSecret: fields.clientSecret.trim() },
  };
}
