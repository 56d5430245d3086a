/**
 * A credential is good for nothing from now on. `id` is the session, the machine (or its grant, before it has become a machine) or the
 * service account. Told in the transaction that ends it; every process forgets what it had remembered of it.
 */
export const CREDENTIAL_ENDED = 'credential.ended';

/** What is known of a caller has changed (another org, another membership). `id` as above, or a person's. */
export const CALLER_CHANGED = 'caller.changed';

/** The provider signs with other keys. */
export const SIGNING_KEYS_CHANGED = 'signing-keys.changed';
