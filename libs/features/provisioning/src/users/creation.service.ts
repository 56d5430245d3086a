import { Injectable } from '@nestjs/common';
import { HotPath, isRefusedStatement } from '#platform/database';
import { type Brought, DirectoryUserRepository } from './directory-user.repository.js';
import { Gathering } from './gathering.js';

const MOST_TOGETHER = 100;

type Outcome = { readonly isMade: boolean } | { readonly error: unknown };

/**
 * Adds users whom requests bring one by one. Those of a directory that come while others are being added are added together, as one transaction:
 * each is answered once that is committed, and each for herself.
 */
@Injectable()
export class CreationService {
  private readonly gathering = new Gathering<Brought, Outcome>((all) => this.insert(all), MOST_TOGETHER);

  constructor(
    private readonly hot: HotPath,
    private readonly users: DirectoryUserRepository,
  ) {}

  /** Whether she was added: otherwise her name is taken. */
  async add(brought: Brought): Promise<boolean> {
    const outcome = await this.gathering.take(brought.ctx.directoryId, brought);
    if ('error' in outcome) throw outcome.error;
    return outcome.isMade;
  }

  private async insert(all: readonly Brought[]): Promise<readonly Outcome[]> {
    const [first] = all;
    if (first === undefined) return [];
    try {
      const made = await this.hot.each(first.ctx, (tx) => this.users.insertEach(tx, first.ctx, all));
      return all.map(({ user }) => ({ isMade: made.has(user.id) }));
    } catch (error) {
      // What cannot be stored of one is nobody else's fault. Where it may have been stored, nobody is added twice.
      if (all.length === 1 || !isRefusedStatement(error)) return all.map(() => ({ error }));
      const outcomes: Outcome[] = [];
      for (const one of all) outcomes.push(...(await this.insert([one])));
      return outcomes;
    }
  }
}
