import type { Clock } from '#kernel';
import type { Credentials, CredentialStore } from '../credentials/credentials.js';
import { ServerRefused, SignInNeeded } from '../machine/agent.errors.js';
import { FileLock } from '../machine/file-lock.js';
import type { StateFolder } from '../machine/state-folder.js';
import { type DpopKey, importDpopKey } from './dpop.js';
import { OAuth, type TokenAnswer } from './oauth.js';

const LOCK = 'tokens';
const LOCK_PATIENCE_MS = 60_000;
/** A token that ends within this is not worth sending. */
const MARGIN_MS = 60_000;

/** What a TokenKeeper hands out: a token, and the key that it is bound to. */
export interface BoundToken {
  readonly accessToken: string;
  readonly key: DpopKey;
}

/**
 * Keeps the machine signed in. A refresh token is good once, and using it twice ends the whole family of tokens: so the processes of
 * a machine refresh one at a time, each looks first whether another has done it already, and the new token is on the disk before it is used.
 */
export class TokenKeeper {
  constructor(
    private readonly folder: StateFolder,
    private readonly store: CredentialStore,
    private readonly server: URL,
    private readonly clock: Clock,
  ) {}

  /** @param stale a token that the server has refused, though it should still be good
   *  @throws SignInNeeded when only a person can help, ServerUnreachable */
  async token(stale?: string): Promise<BoundToken> {
    const held = this.held();
    return this.isGood(held, stale) ? bound(held) : this.refreshed(stale);
  }

  private async refreshed(stale: string | undefined): Promise<BoundToken> {
    const lock = await FileLock.take(this.folder, LOCK, LOCK_PATIENCE_MS);
    try {
      const held = this.held();
      if (this.isGood(held, stale)) return bound(held);
      const key = importDpopKey(held.dpopKey);
      const oauth = await OAuth.discover(this.server, key, this.clock);
      const answer = await oauth.refresh(held.refreshToken);
      const renewed = withTokens(held, answer, this.clock.now());
      this.store.save(renewed);
      return bound(renewed);
    } catch (error) {
      if (error instanceof ServerRefused && error.problem === 'invalid_grant') throw signInNeeded(error);
      throw error;
    } finally {
      lock.release();
    }
  }

  private held(): Credentials {
    const held = this.store.load();
    if (!held) throw signInNeeded();
    return held;
  }

  private isGood(held: Credentials, stale: string | undefined): boolean {
    return held.accessToken !== stale && Date.parse(held.accessTokenExpiresAt) - this.clock.now().getTime() > MARGIN_MS;
  }
}

/** `held` with the tokens of an answer; a server that keeps the refresh token does not repeat it (RFC 6749 section 6). */
export function withTokens(
  held: Pick<Credentials, 'dpopKey' | 'refreshToken'>,
  answer: TokenAnswer,
  now: Date,
): Credentials {
  return {
    dpopKey: held.dpopKey,
    accessToken: answer.access_token,
    accessTokenExpiresAt: new Date(now.getTime() + answer.expires_in * 1_000).toISOString(),
    refreshToken: answer.refresh_token ?? held.refreshToken,
  };
}

const bound = (held: Credentials): BoundToken => ({ accessToken: held.accessToken, key: importDpopKey(held.dpopKey) });

const signInNeeded = (cause?: unknown): SignInNeeded =>
  new SignInNeeded('The server no longer accepts this machine’s credentials; run "castellan login".', {}, { cause });
