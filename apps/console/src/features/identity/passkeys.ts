import type { PasskeyResponse } from '../../api/wire.js';
import { startAuthentication, startRegistration, WebAuthnError } from '@simplewebauthn/browser';

type CreationOptions = Parameters<typeof startRegistration>[0]['optionsJSON'];
type RequestOptions = Parameters<typeof startAuthentication>[0]['optionsJSON'];

/** Asks the browser to make a passkey. Throws an Error whose message a person can act on. */
export async function makePasskey(options: unknown): Promise<PasskeyResponse> {
  return {
    ...(await startRegistration({ optionsJSON: options as CreationOptions }).catch(explain)),
  } as unknown as PasskeyResponse;
}

/** Asks the browser to prove a passkey. Throws like {@link makePasskey}. */
export async function provePasskey(options: unknown): Promise<PasskeyResponse> {
  return {
    ...(await startAuthentication({ optionsJSON: options as RequestOptions }).catch(explain)),
  } as unknown as PasskeyResponse;
}

export const passkeysWork = (): boolean => whyNoPasskeys() === null;

/** Why no passkey can be made or proved here, and what to do about it; null where passkeys work. */
export function whyNoPasskeys(): string | null {
  if (typeof PublicKeyCredential !== 'function') return 'This browser knows no passkeys';
  // Web Authentication Level 3 section 5.1.2: a relying party is a domain, never an address.
  if (isAddress(location.hostname)) {
    const named = `${location.protocol}//localhost${location.port === '' ? '' : `:${location.port}`}`;
    return `Browsers make passkeys for names, not for the address ${location.hostname}. To use them on this machine, start Castellan with CASTELLAN_PUBLIC_URL=${named}`;
  }
  return window.isSecureContext ? null : 'Browsers allow passkeys over HTTPS alone';
}

const isAddress = (host: string): boolean => host.startsWith('[') || /^[\d.]+$/.test(host);

function explain(error: unknown): never {
  if (error instanceof WebAuthnError && error.code === 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED') {
    throw new Error('This device already holds a passkey for this account.', { cause: error });
  }
  if (error instanceof Error && ['NotAllowedError', 'AbortError'].includes(error.name)) {
    throw new Error('The browser’s passkey prompt was closed or timed out. Try again, or use a password.', {
      cause: error,
    });
  }
  if (error instanceof Error && error.name === 'SecurityError') {
    throw new Error(
      'This browser does not allow passkeys at this address. Open Castellan by its proper host name over HTTPS, or use a password.',
      { cause: error },
    );
  }
  throw error;
}
