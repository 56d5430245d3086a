/** What an admin decides about an OpenID Connect connection besides who the provider is, as the form holds it. */
export interface OidcChoiceFields {
  /** Prove ourselves by a key of our own, which the identity provider reads from us, in place of a secret. */
  readonly byKey: boolean;
  readonly secretSent: 'client_secret_basic' | 'client_secret_post';
  /** Besides `openid`, parted by spaces. */
  readonly scopes: string;
  /** One per line, as `claim = value`; several lines of one claim name what it may be. */
  readonly required: string;
  readonly watchesAccounts: boolean;
  readonly offlineAccess: OfflineAccess;
  readonly asksForConsent: boolean;
}

/** Whether `offline_access` is asked for; `usual` leaves it to what is known of the provider. */
export type OfflineAccess = 'usual' | 'asked' | 'not_asked';

export type OidcChoiceFaults = Partial<Record<keyof OidcChoiceFields, string>>;

interface Requirement {
  readonly claim: string;
  readonly values: readonly string[];
}
interface KnownChoices extends Partial<Pick<OidcChoiceFields, 'watchesAccounts' | 'asksForConsent'>> {
  readonly authMethod?: string;
  readonly scopes?: readonly string[];
  readonly required?: readonly Requirement[];
  readonly offlineAccess?: OfflineAccess | null;
}

const USUAL_SCOPES = ['profile', 'email'];
const MOST_SCOPES = 20;
const MOST_REQUIRED = 10;
/** Google's domain has a field of its own. */
const isOther = ({ claim }: Requirement): boolean => claim !== 'hd';

export function oidcChoicesOf(
  settings: Readonly<Record<string, unknown>>,
  recipeScopes: readonly string[] = USUAL_SCOPES,
): OidcChoiceFields {
  const known = settings as KnownChoices;
  return {
    byKey: known.authMethod === 'private_key_jwt',
    secretSent: known.authMethod === 'client_secret_post' ? 'client_secret_post' : 'client_secret_basic',
    scopes: (known.scopes ?? recipeScopes).join(' '),
    required: (known.required ?? [])
      .filter(isOther)
      .flatMap(({ claim, values }) => values.map((value) => `${claim} = ${value}`))
      .join('\n'),
    watchesAccounts: known.watchesAccounts ?? true,
    offlineAccess: known.offlineAccess ?? 'usual',
    asksForConsent: known.asksForConsent ?? false,
  };
}

export function oidcChoiceFaults(fields: OidcChoiceFields): OidcChoiceFaults {
  const required = requirementsOf(fields);
  return {
    ...(scopesOf(fields).length > MOST_SCOPES && { scopes: `There can be at most ${String(MOST_SCOPES)}.` }),
    ...(required.length > MOST_REQUIRED && { required: `There can be at most ${String(MOST_REQUIRED)}.` }),
    ...(required.some(({ claim, values }) => claim === '' || values.includes('')) && {
      required: 'Give each line a claim, an equals sign and what it may be, such as: department = Engineering',
    }),
    ...(required.some((one) => !isOther(one)) && { required: 'The Google Workspace domain (hd) has its own field.' }),
  };
}

/** The choices as the API takes them. @param hostedDomain of Google, which is required too; empty where there is none */
export function oidcChoicesOrder(fields: OidcChoiceFields, hostedDomain: string): Readonly<Record<string, unknown>> {
  const { watchesAccounts, asksForConsent } = fields;
  return {
    authMethod: fields.byKey ? 'private_key_jwt' : fields.secretSent,
    scopes: scopesOf(fields),
    required: [...requirementsOf(fields), ...(hostedDomain === '' ? [] : [{ claim: 'hd', values: [hostedDomain] }])],
    watchesAccounts,
    offlineAccess: fields.offlineAccess === 'usual' ? null : fields.offlineAccess,
    asksForConsent,
  };
}

const scopesOf = ({ scopes }: Pick<OidcChoiceFields, 'scopes'>): readonly string[] => [
  ...new Set(scopes.split(/[\s,]+/u).filter((one) => one !== '' && one !== 'openid' && one !== 'offline_access')),
];

function requirementsOf({ required }: Pick<OidcChoiceFields, 'required'>): readonly Requirement[] {
  const found = new Map<string, string[]>();
  for (const line of required.split('\n').filter((one) => one.trim() !== '')) {
    const [, claim = '', value = ''] = /^([^=]*)=(.*)$/u.exec(line) ?? [];
    found.set(claim.trim(), [...(found.get(claim.trim()) ?? []), value.trim()]);
  }
  return [...found].map(([claim, values]) => ({ claim, values }));
}
