import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { SystemDatabase } from '#platform/database';
import { SetupLinkRepository } from './setup-link.repository.js';
import { SetupLinks } from './setup-links.js';

/** Processes that start together each print a link; those must not take each other's back. */
const STARTING_TOGETHER_MS = 60_000;

/** The link by which somebody takes possession of a new installation. */
@Injectable()
export class FirstRun {
  constructor(
    private readonly system: SystemDatabase,
    private readonly clock: Clock,
    private readonly repository: SetupLinkRepository,
    private readonly links: SetupLinks,
  ) {}

  /** A new link, in place of those of former starts; null once there is an org. */
  link(): Promise<URL | null> {
    const now = this.clock.now();
    return this.system.across('offer the first run', async (tx) => {
      await this.repository.lockFirstRun(tx);
      if (await this.repository.isAnyOrgFounded(tx)) return null;
      await this.repository.removeFirstRunLinks(tx, new Date(now.getTime() - STARTING_TOGETHER_MS));
      return this.links.firstRunIn(tx, now);
    });
  }
}
