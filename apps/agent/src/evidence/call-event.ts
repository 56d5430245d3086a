import { randomBytes } from 'node:crypto';
import type { CodingAgent, MachineEvent } from '#contracts';
import { newId } from '#kernel';
import type { HookCall } from '../agents/adapter.js';
import { kindOf } from '../agents/tool-kind.js';
import type { RecordedDecision } from '../decision/judge.js';
import { clip } from './clip.js';

const LONGEST_NAME = 200;

interface Circumstances {
  readonly agent: CodingAgent;
  readonly workspace: string;
  readonly policyVersion: number | undefined;
  readonly now: Date;
}

/** The event that the ledger gets for one call of a hook. What could hold a secret stands in `content`, which is encrypted there. */
export function eventOfCall(call: HookCall, recorded: RecordedDecision | null, about: Circumstances): MachineEvent {
  return {
    id: newId(about.now, randomBytes(16)),
    at: about.now.toISOString(),
    agent: about.agent,
    ...(call.session !== undefined && { session: call.session }),
    ...(about.policyVersion !== undefined && { policyVersion: about.policyVersion }),
    ...(recorded && { decision: recorded }),
    ...specificsOf(call, about.workspace),
  };
}

function specificsOf(call: HookCall, workspace: string): Pick<MachineEvent, 'kind' | 'tool' | 'toolKind' | 'content'> {
  const place = { cwd: call.cwd, workspace };
  switch (call.kind) {
    case 'tool':
      return {
        kind: 'tool.decision',
        tool: call.tool.slice(0, LONGEST_NAME),
        toolKind: kindOf(call.requests),
        content: { requests: clip(call.requests), ...place },
      };
    case 'prompt':
      return { kind: 'prompt.decision', toolKind: 'prompt', content: { requests: clip(call.requests), ...place } };
    case 'result':
      return {
        kind: 'tool.result',
        tool: call.tool.slice(0, LONGEST_NAME),
        toolKind: call.toolKind,
        content: { ...(clip(call.content) as Readonly<Record<string, unknown>>), ...place },
      };
    case 'session':
      return { kind: call.phase === 'started' ? 'session.started' : 'session.ended', content: place };
  }
}
