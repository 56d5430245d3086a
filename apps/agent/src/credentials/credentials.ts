import { z } from 'zod';

/** All that is secret of an enrolled machine. Never printed, never in an error. */
export const credentials = z.object({
  dpopKey: z.record(z.string(), z.unknown()),
  accessToken: z.string(),
  /** RFC 3339. */
  accessTokenExpiresAt: z.string(),
  refreshToken: z.string(),
});
export type Credentials = z.infer<typeof credentials>;

/** Where credentials lie. `place` is told to the developer. */
export interface CredentialStore {
  readonly place: 'keychain' | 'file';
  /** Null when there are none, or none that can be read. */
  load(): Credentials | null;
  save(credentials: Credentials): void;
  remove(): void;
}

export function parseCredentials(text: string): Credentials | null {
  try {
    return credentials.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
