import { z } from 'zod';
import { pageOf } from '#platform/http';
import type { ConnectionId } from '../connections/connection.js';
import type { ConnectionTest, ConnectionTestId } from './connection-test.js';

export const testParams = z.strictObject({
  id: z.uuid().transform((id) => id as ConnectionId),
  testId: z.uuid().transform((id) => id as ConnectionTestId),
});
export type TestParams = z.infer<typeof testParams>;

/** Which settings are tried: those that wait to count, where there are any, or those that count now. */
export const testStartQuery = z.object({ settings: z.enum(['pending', 'live']).default('pending') });
export type TestStartQuery = z.infer<typeof testStartQuery>;

/** `url` is opened in a second tab of the same browser. */
export const startedTestView = z.object({ id: z.uuid(), url: z.string() });
export type StartedTestView = z.infer<typeof startedTestView>;

export const testView = z.object({
  id: z.uuid(),
  state: z.enum(['running', 'passed', 'failed']),
  startedBy: z.string(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  problem: z.string().nullable(),
  checks: z.array(z.object({ name: z.string(), passed: z.boolean(), detail: z.string() })),
  evidence: z.record(z.string(), z.unknown()).nullable(),
});
export type TestView = z.infer<typeof testView>;
export const testPage = pageOf(testView);

export const toTestView = (test: ConnectionTest): TestView => ({
  id: test.id,
  state: test.passed === null ? 'running' : test.passed ? 'passed' : 'failed',
  startedBy: test.startedBy,
  startedAt: test.startedAt.toISOString(),
  finishedAt: test.finishedAt?.toISOString() ?? null,
  problem: test.problem,
  checks: test.checks.map(({ name, passed, detail }) => ({ name, passed, detail })),
  evidence: test.evidence,
});
