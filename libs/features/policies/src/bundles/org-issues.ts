import type { SigningKey } from '#engines/bundle';
import type { MachineId } from '#kernel';
import { isForEveryone, type LayerBook, NOBODY, type PolicyAudience } from '../layers/layer-book.js';
import { resolvedFor, type Variant, variantOf } from '../layers/variant.js';
import { type Issue, issueOf } from './issue.js';

/**
 * What an org says to its machines, from one change or hour to the next: one issue for each variant, made when the first machine of it asks, so that
 * five thousand machines of people in the same groups share one.
 */
export class OrgIssues {
  private readonly issues = new Map<string, Issue>();
  private readonly machines = new Map<MachineId, Issue>();
  /** Where all machines are told the same, that. */
  readonly everyones: Issue | null;

  constructor(
    readonly book: LayerBook,
    private readonly keys: readonly SigningKey[],
    private readonly now: Date,
  ) {
    this.everyones = isForEveryone(book) ? this.issueFor(NOBODY) : null;
  }

  /** What a machine was found to be told; undefined where nobody has looked yet whose it is. */
  peek(machineId: MachineId): Issue | undefined {
    return this.everyones ?? this.machines.get(machineId);
  }

  /** Remembers whose the machine is, and answers what it is told. */
  assign(machineId: MachineId, audience: PolicyAudience): Issue {
    const issue = this.issueFor(audience);
    this.machines.set(machineId, issue);
    return issue;
  }

  issueFor(audience: PolicyAudience): Issue {
    return this.issueOf(variantOf(this.book, audience));
  }

  private issueOf(variant: Variant): Issue {
    const known = this.issues.get(variant.key);
    if (known !== undefined) return known;
    const issue = issueOf(this.book.orgId, resolvedFor(this.book, variant), this.keys, this.now);
    this.issues.set(variant.key, issue);
    return issue;
  }
}
