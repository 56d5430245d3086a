import { digestOf } from '#engines/bundle';
import { canonicalJson } from '#engines/ledger';
import { failedTests, parsePolicy, type PolicyIssue } from '#engines/policy';
import type { RequestContext } from '#kernel';
import type { CheckedPolicy, PolicyDraft, PolicyFormat, PolicyHead, PolicyVersion } from './version.js';
import { PolicyInvalid, PolicyStale } from './version.errors.js';

const MOST_ISSUES_TOLD = 20;

/**
 * Reads a policy text.
 * @throws PolicyInvalid naming each place that is wrong
 */
export function checkedPolicy(text: string, format: PolicyFormat): CheckedPolicy {
  const read = parsePolicy(text, format);
  if (read.ok) return { text, format, document: read.document };
  throw refusalOf(read.issues);
}

/**
 * Reads a policy text that is about to be published, and asks it the tests that it carries.
 * @throws PolicyInvalid naming each place that is wrong, and each test that is not answered as it expects
 */
export function publishablePolicy(text: string, format: PolicyFormat, now: Date): CheckedPolicy {
  const read = parsePolicy(text, format);
  if (!read.ok) throw refusalOf(read.issues);
  const failed = failedTests(read, now);
  if (failed.length > 0) throw refusalOf(failed);
  return { text, format, document: read.document };
}

/** @throws PolicyStale when the author did not have the current version before her eyes */
export function checkBasis(head: PolicyHead | null, basedOn: PolicyDraft['basedOn']): void {
  const current = head?.currentVersion ?? null;
  if (basedOn === 'whatever-stands' || current === basedOn) return;
  const detail =
    current === null
      ? `No policy has been published here, so nothing can be based on version ${basedOn ?? 0}. Reload, then publish again.`
      : `Version ${current} stands now; yours began from ${basedOn === null ? 'none' : `version ${basedOn}`}. Look at what changed, then publish again.`;
  throw new PolicyStale(detail, { currentVersion: current ?? 0 });
}

/** The version that follows `head`, written by the principal of `ctx`. */
export function nextVersion(
  ctx: RequestContext,
  head: PolicyHead | null,
  policy: CheckedPolicy,
  why: { reason: string; rollbackOf: number | null },
): PolicyVersion {
  return {
    orgId: ctx.orgId,
    number: (head?.currentVersion ?? 0) + 1,
    text: policy.text,
    format: policy.format,
    document: canonicalJson(policy.document),
    digest: digestOf(policy.document),
    reason: why.reason,
    author: ctx.principal,
    rollbackOf: why.rollbackOf,
    publishedAt: ctx.now,
  };
}

export const nextHead = (ctx: RequestContext, head: PolicyHead | null, version: PolicyVersion): PolicyHead => ({
  currentVersion: version.number,
  bundleVersion: (head?.bundleVersion ?? 0) + 1,
  changedAt: ctx.now,
});

function refusalOf(issues: readonly PolicyIssue[]): PolicyInvalid {
  const told = issues
    .slice(0, MOST_ISSUES_TOLD)
    .map(({ line, column, message, path }) => ({ line, column, message, path }));
  const [first] = told;
  const where = first ? ` Line ${first.line}: ${first.message}` : '';
  return new PolicyInvalid(`Correct the document and publish it again.${where}`, { issues: told });
}
