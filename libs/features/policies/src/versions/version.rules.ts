import { digestOf } from '#engines/bundle';
import { canonicalJson } from '#engines/ledger';
import { failedTests, type ParsedPolicy, parsePolicy, type PolicyIssue } from '#engines/policy';
import type { RequestContext } from '#kernel';
import type { PolicyScope } from '../scopes/scope.js';
import type { CheckedLayer, CheckedPolicy, PolicyDraft, PolicyFormat, PolicyHead, PolicyVersion } from './version.js';
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

/**
 * Reads a text as one layer among others.
 * @throws PolicyInvalid naming each place that is wrong
 */
export function readLayer(text: string, format: PolicyFormat): ReadPolicy {
  const read = parsePolicy(text, format);
  if (read.ok) return read;
  throw refusalOf(read.issues);
}

export type ReadPolicy = Extract<ParsedPolicy, { ok: true }>;

/** @throws PolicyInvalid where there are faults */
export function mustHold(issues: readonly PolicyIssue[]): void {
  if (issues.length > 0) throw refusalOf(issues);
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

/** The version that follows `lastNumber` in a scope, written by the principal of `ctx`. */
export function nextVersion(
  ctx: RequestContext,
  lastNumber: number,
  policy: CheckedLayer,
  why: { reason: string; rollbackOf: number | null; scope: PolicyScope },
): PolicyVersion {
  return {
    orgId: ctx.orgId,
    scope: why.scope,
    number: lastNumber + 1,
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

/** @param bundleVersion what machines have been told before */
export const nextHead = (ctx: RequestContext, bundleVersion: number, version: PolicyVersion): PolicyHead => ({
  currentVersion: version.number,
  bundleVersion: bundleVersion + 1,
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
