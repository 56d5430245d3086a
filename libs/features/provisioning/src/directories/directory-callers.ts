import { hash } from 'node:crypto';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Clock, isUuid } from '#kernel';
import { Settings } from '#platform/config';
import { ChangeSignal, HotPath, SIGNAL_GAP, SystemDatabase } from '#platform/database';
import { DIRECTORY_CHANGED } from '../provisioning.events.js';
import { baseOf } from './base-of.js';
import { DIRECTORY_TOKEN_PREFIX, type DirectoryContext } from './directory.js';
import { DirectoryTokenRefused } from './directory.errors.js';
import { DirectoryRepository, type PresentedToken } from './directory.repository.js';

const MOST_REMEMBERED = 10_000;
const REMEMBERED_MS = 30_000;
const NOTED_EVERY_MS = 60_000;
const BEARER = /^Bearer +([\w-]{20,200})$/i;

/** Lets directories in by their tokens. Remembers them for a moment, and forgets them when any process ends one. */
@Injectable()
export class DirectoryCallers implements OnModuleDestroy {
  private readonly known = new LRUCache<string, PresentedToken>({ max: MOST_REMEMBERED, ttl: REMEMBERED_MS });
  private readonly stop: () => void;
  private changes = 0;

  // eslint-disable-next-line max-params -- a token is found across orgs, used in one, forgotten by signal
  constructor(
    private readonly system: SystemDatabase,
    private readonly hot: HotPath,
    private readonly directories: DirectoryRepository,
    private readonly settings: Settings,
    private readonly clock: Clock,
    signal: ChangeSignal,
  ) {
    this.stop = signal.on(DIRECTORY_CHANGED, ({ topic, id }) => {
      this.changes += 1;
      if (topic === SIGNAL_GAP || id === undefined) this.known.clear();
      else for (const [key, token] of this.known.entries()) if (token.directoryId === id) this.known.delete(key);
    });
  }

  onModuleDestroy(): void {
    this.stop();
  }

  /** @throws DirectoryTokenRefused unless the token is good, and is of the directory that the address names */
  async admit(
    { id, authorization }: { id: string; authorization: string | undefined },
    requestId: string,
  ): Promise<DirectoryContext> {
    const [, secret = ''] = BEARER.exec(authorization ?? '') ?? [];
    if (!secret.startsWith(DIRECTORY_TOKEN_PREFIX))
      throw new DirectoryTokenRefused('Send "Authorization: Bearer" with a token of this directory.');
    const now = this.clock.now();
    const token = isUuid(id) ? await this.tokenOf(secret, now) : null;
    if (token === null || token.directoryId !== id || token.expiresAt <= now)
      throw new DirectoryTokenRefused(
        'The token is not known here, was revoked or has expired. Make one in the console.',
      );
    const { orgId, directoryId, directoryName, power } = token;
    const principal = {
      kind: 'service',
      id: directoryId,
      label: `directory ${directoryName}`,
    } as const;
    return { orgId, directoryId, principal, requestId, now, power, base: baseOf(this.settings, directoryId) };
  }

  private async tokenOf(secret: string, now: Date): Promise<PresentedToken | null> {
    const key = hash('sha256', secret, 'base64');
    const remembered = this.known.get(key);
    if (remembered !== undefined) return remembered;
    const before = this.changes;
    const found = await this.system.glance('know a directory by its token', (tx) =>
      this.directories.findTokenAcrossTenants(tx, secret),
    );
    if (found === null) return null;
    if (found.lastUsedAt === null || now.getTime() - found.lastUsedAt.getTime() > NOTED_EVERY_MS)
      await this.hot.each(found, (tx) => this.directories.noteUse(tx, found, now));
    // What was looked up while something ended may have been read just before.
    if (this.changes === before) this.known.set(key, found);
    return found;
  }
}
