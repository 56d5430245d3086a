import { Injectable } from '@nestjs/common';
import { newToken } from '#features/identity';
import { newId } from '#kernel';
import { Settings } from '#platform/config';
import type { SystemTx } from '#platform/database';
import { type FoundLink, type Invited, LINK_MS, urlOfLink } from './setup-link.js';
import { LinkExpired, LinkUnknown, LinkUsed } from './setup.errors.js';
import { SetupLinkRepository } from './setup-link.repository.js';

/** Makes one-time links and takes them, always within the transaction of a larger act. */
@Injectable()
export class SetupLinks {
  constructor(
    private readonly settings: Settings,
    private readonly links: SetupLinkRepository,
  ) {}

  async firstRunIn(tx: SystemTx, now: Date): Promise<URL> {
    const token = newToken();
    await this.links.insert(tx, { ...this.made(now), kind: 'first-run' }, token);
    return urlOfLink(this.settings.publicUrl, token);
  }

  async ownerIn(tx: SystemTx, about: Invited, now: Date): Promise<URL> {
    const token = newToken();
    await this.links.insert(tx, { ...this.made(now), kind: 'owner', ...about }, token);
    return urlOfLink(this.settings.publicUrl, token);
  }

  /** The link of a token, if it is still good. @throws LinkUnknown, LinkUsed, LinkExpired */
  async findIn(tx: SystemTx, token: string, now: Date): Promise<FoundLink> {
    const link = await this.links.find(tx, token);
    if (link === null) throw new LinkUnknown('This link is not known here. Copy all of it, or ask for a new one.');
    if (link.usedAt !== null) throw used();
    if (link.expiresAt <= now)
      throw new LinkExpired(
        'This link has expired: it was good for 24 hours. Ask for a new one; for the first run, start Castellan again.',
      );
    return link;
  }

  /** As `findIn`, and uses it up. */
  async takeIn(tx: SystemTx, token: string, now: Date): Promise<FoundLink> {
    const link = await this.findIn(tx, token, now);
    if (!(await this.links.use(tx, link.id, now))) throw used();
    return link;
  }

  private made(now: Date) {
    return { id: newId<'SetupLink'>(now), createdAt: now, expiresAt: new Date(now.getTime() + LINK_MS) };
  }
}

const used = (): LinkUsed =>
  new LinkUsed(
    'This link was used already: it works once. Sign in with the account that was made, or ask for a new link.',
  );
