/** What an admin decides about a SAML connection besides who the identity provider is, as the form holds it. */
export interface SamlChoiceFields {
  readonly signRequests: boolean;
  readonly requestBinding: 'redirect' | 'post';
  /** Empty: whatever the identity provider sends. */
  readonly nameIdFormat: string;
  readonly forceAuthn: boolean;
  /** One per line; empty: none is asked for. */
  readonly authnClasses: string;
  readonly authnComparison: 'exact' | 'minimum';
  readonly encryption: 'off' | 'offered' | 'required';
  readonly cbcAllowed: boolean;
  readonly expiredCertificates: 'accepted' | 'refused';
  readonly idpInitiated: boolean;
  readonly clockSkewSeconds: string;
  /** Empty: the NameID names people. */
  readonly subjectAttribute: string;
}

export type SamlChoiceFaults = Partial<Record<keyof SamlChoiceFields, string>>;

const TRANSIENT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient';
/** Formats that identity providers commonly know, with what each means for people. */
export const NAME_ID_FORMATS: readonly (readonly [value: string, words: string])[] = [
  ['', 'Whatever it sends'],
  ['urn:oasis:names:tc:SAML:2.0:nameid-format:persistent', 'Persistent: stays when the address changes'],
  ['urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress', 'E-mail address'],
  ['urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified', 'Unspecified'],
  [TRANSIENT, 'Transient: new at each sign-in'],
];

const MOST_SKEW = 300;
const MOST_CLASSES = 10;
const LONGEST_NAME = 500;

interface KnownChoices extends Partial<Omit<SamlChoiceFields, 'clockSkewSeconds' | 'nameIdFormat'>> {
  readonly nameIdFormat?: string | null;
  readonly clockSkewSeconds?: number;
  readonly authnContext?: { readonly classes: readonly string[]; readonly comparison: 'exact' | 'minimum' } | null;
}

/** The choices as the form opens: those of the connection, else those that are right for most, which are the server's. */
export function samlChoicesOf(settings: Readonly<Record<string, unknown>>): SamlChoiceFields {
  const known = settings as KnownChoices;
  return {
    signRequests: known.signRequests ?? true,
    requestBinding: known.requestBinding ?? 'redirect',
    nameIdFormat: known.nameIdFormat ?? '',
    forceAuthn: known.forceAuthn ?? false,
    authnClasses: known.authnContext?.classes.join('\n') ?? '',
    authnComparison: known.authnContext?.comparison ?? 'exact',
    encryption: known.encryption ?? 'offered',
    cbcAllowed: known.cbcAllowed ?? false,
    expiredCertificates: known.expiredCertificates ?? 'accepted',
    idpInitiated: known.idpInitiated ?? false,
    clockSkewSeconds: String(known.clockSkewSeconds ?? 60),
    subjectAttribute: known.subjectAttribute ?? '',
  };
}

/** What of the choices cannot be kept, or would let nobody in. */
export function samlChoiceFaults(fields: SamlChoiceFields): SamlChoiceFaults {
  const faults: Partial<Record<keyof SamlChoiceFields, string>> = {};
  const classes = classesOf(fields);
  if (classes.length > MOST_CLASSES) faults.authnClasses = `There can be at most ${String(MOST_CLASSES)}.`;
  else if (classes.some((one) => one.length > LONGEST_NAME || /\s/u.test(one)))
    faults.authnClasses = 'Give one URI per line, without spaces.';
  const skew = fields.clockSkewSeconds.trim();
  if (!/^\d{1,3}$/u.test(skew) || Number(skew) > MOST_SKEW)
    faults.clockSkewSeconds = `Give whole seconds, from 0 to ${String(MOST_SKEW)}.`;
  if (fields.nameIdFormat === TRANSIENT && fields.subjectAttribute.trim() === '')
    faults.subjectAttribute = 'A transient NameID is another at each sign-in: name the attribute that stays.';
  return faults;
}

/** The choices as the API takes them. */
export function samlChoicesOrder(fields: SamlChoiceFields): Readonly<Record<string, unknown>> {
  const classes = classesOf(fields);
  return {
    signRequests: fields.signRequests,
    requestBinding: fields.requestBinding,
    forceAuthn: fields.forceAuthn,
    encryption: fields.encryption,
    expiredCertificates: fields.expiredCertificates,
    idpInitiated: fields.idpInitiated,
    nameIdFormat: orNull(fields.nameIdFormat),
    subjectAttribute: orNull(fields.subjectAttribute),
    clockSkewSeconds: Number(fields.clockSkewSeconds),
    authnContext: classes.length === 0 ? null : { classes, comparison: fields.authnComparison },
    // Nothing is opened by it while nothing is encrypted.
    cbcAllowed: fields.encryption !== 'off' && fields.cbcAllowed,
  };
}

const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());

const classesOf = ({ authnClasses }: Pick<SamlChoiceFields, 'authnClasses'>): readonly string[] =>
  authnClasses
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
