import type { Id, OrgId } from '#kernel';
import type { AnswerCheck } from '../asserted-identity.js';
import type { ConnectionId, JsonObject } from '../connections/connection.js';

export type ConnectionTestId = Id<'ConnectionTest'>;

/** A sign-in that was tried to see whether a connection works. */
export interface ConnectionTest {
  readonly orgId: OrgId;
  readonly id: ConnectionTestId;
  readonly connectionId: ConnectionId;
  readonly startedBy: string;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  readonly passed: boolean | null;
  readonly checks: readonly AnswerCheck[];
  /** The identity provider's answer, decoded. */
  readonly evidence: JsonObject | null;
  /** What is wrong, in one sentence. */
  readonly problem: string | null;
}

export type TestFinding = Pick<ConnectionTest, 'finishedAt' | 'passed' | 'checks' | 'evidence' | 'problem'>;
