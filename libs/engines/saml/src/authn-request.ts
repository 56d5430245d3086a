import { signEnveloped, type Signer } from './sign.js';
import { instantText, PROTOCOL_NAMES, tag, textTag } from './write.js';

const POST_BINDING = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST';

/** A wish to have somebody signed in (SAML core 3.4.1). */
export interface AuthnRequestDraft {
  /** An NCName that nobody can guess. */
  readonly id: string;
  readonly now: Date;
  readonly issuer: string;
  /** Where the provider takes it. */
  readonly destination: string;
  readonly acsUrl: string;
  readonly nameIdFormat: string | null;
  /** How the person should prove herself, at least or exactly; null leaves it to the provider. */
  readonly authnContext: AuthnContext | null;
  /** Asks the provider not to rely on a session of its own. */
  readonly forceAuthn: boolean;
}

export interface AuthnContext {
  readonly classes: readonly string[];
  readonly comparison: 'exact' | 'minimum';
}

/** For the redirect binding, which signs the address instead. */
export const authnRequestXml = (draft: AuthnRequestDraft): string => write(draft, '');

/** For the POST binding. */
export const signedAuthnRequestXml = (draft: AuthnRequestDraft, signer: Signer): string =>
  signEnveloped((signature) => write(draft, signature), draft.id, signer);

function write(draft: AuthnRequestDraft, signature: string): string {
  const { id, now, issuer, destination, acsUrl, nameIdFormat, authnContext, forceAuthn } = draft;
  const policy = { Format: nameIdFormat ?? undefined, AllowCreate: 'true' };
  const classes = authnContext?.classes.map((name) => textTag('saml:AuthnContextClassRef', name)) ?? [];
  return tag(
    'samlp:AuthnRequest',
    {
      ...PROTOCOL_NAMES,
      ID: id,
      Version: '2.0',
      IssueInstant: instantText(now),
      Destination: destination,
      AssertionConsumerServiceURL: acsUrl,
      ProtocolBinding: POST_BINDING,
      ForceAuthn: forceAuthn ? 'true' : undefined,
    },
    textTag('saml:Issuer', issuer),
    signature,
    tag('samlp:NameIDPolicy', policy),
    classes.length === 0
      ? ''
      : tag('samlp:RequestedAuthnContext', { Comparison: authnContext?.comparison }, ...classes),
  );
}
