import type { World } from '#engines/policy';
import type { Environment } from '../machine/environment.js';
import { adapterFor } from '../agents/adapters.js';
import {
  blocked,
  type HookAdapter,
  type HookAnswer,
  type HookCall,
  MalformedMessage,
  type Verdict,
} from '../agents/adapter.js';
import { eventOfCall } from '../evidence/call-event.js';
import { StateUnreadable } from '../machine/agent.errors.js';
import { isObject } from '../machine/enrolment.js';
import { readMachineKey } from '../machine/machine-key.js';
import { SealedBox } from '../machine/sealed-box.js';
import { codeOf, StateFolder } from '../machine/state-folder.js';
import { SPOOL_FOLDER, SPOOL_LIMITS } from '../spool/spool-files.js';
import { SPOOL_PURPOSE, SpoolWriter } from '../spool/spool-writer.js';
import type { Input } from '../standard-streams.js';
import { judge, type Judgement } from './judge.js';
import { judgedResult } from './judge-result.js';
import { type PolicyStanding, policyStanding } from './policy-standing.js';
import { standingAt } from './project-policy.js';
import { resolvePath } from './resolve-path.js';
import { workspaceOfSession } from './workspace.js';

export interface HookRun {
  /** The coding agent and the event, as the command line names them. */
  readonly agent: string | undefined;
  readonly event: string | undefined;
  readonly input: Input;
  readonly environment: Environment;
  readonly now: Date;
}

const SENTENCES = {
  'too-large': 'It is too large to be judged.',
  'timed-out': 'It did not come to an end.',
} as const;

/**
 * Answers one call of a hook, from what lies on this machine and from nothing else. Whatever goes wrong becomes a refusal in the
 * agent's own grammar with a sentence for the developer; nothing is thrown.
 */
export function runHook(run: HookRun): HookAnswer {
  const adapter = adapterFor(run.agent);
  if (!adapter)
    return blocked(`Castellan does not know the agent "${run.agent ?? ''}"; run "castellan install" again.`);
  const event = run.event ?? '';
  if (adapter.events[event] === undefined) {
    return blocked(`Castellan does not know the event "${event}"; run "castellan install" again.`);
  }
  try {
    return adapter.answer(
      event,
      sayable(verdictOf(run, adapter, event), adapter.canAsk(event, run.environment.hasTerminal)),
    );
  } catch (error) {
    return adapter.answer(event, { effect: 'reject', sentence: sentenceOf(error) });
  }
}

/** What would be asked where nobody can be asked is refused: a question that no one hears must not become a pass. */
const sayable = ({ effect, sentence }: Verdict, canAsk: boolean): Verdict =>
  effect === 'ask' && !canAsk
    ? { effect: 'reject', sentence: `${sentence} Nobody can be asked here: if it is meant, run it yourself.` }
    : { effect, sentence };

function verdictOf(run: HookRun, adapter: HookAdapter, event: string): Verdict {
  if (typeof run.input === 'string') throw new MalformedMessage(SENTENCES[run.input]);
  const call = adapter.read(event, messageOf(run.input));
  const folder = new StateFolder(run.environment.stateFolder);
  const wherever = policyStanding(folder, run.now);
  const workspace = workspaceFor(call, folder, run.environment, wherever);
  const standing = standingAt(wherever, { folder, workspace, home: run.environment.home, session: call.session });
  const judgement = judgementOf(call, standing, { workspace, agent: adapter.agent }, run);
  if (standing.state === 'in-force' || standing.reason !== 'not-enrolled') {
    const policyVersion = standing.state === 'in-force' ? standing.bundle.policyVersion : undefined;
    const about = { agent: adapter.agent, workspace, policyVersion, now: run.now };
    record(folder, eventOfCall(call, judgement?.recorded ?? null, about), run.now);
  }
  return judgement?.verdict ?? { effect: 'silent', sentence: '' };
}

/** Before enrolment nothing is written: there is nobody to tell. */
function workspaceFor(call: HookCall, folder: StateFolder, environment: Environment, standing: PolicyStanding): string {
  const session = standing.state === 'none' && standing.reason === 'not-enrolled' ? undefined : call.session;
  return workspaceOfSession(folder, session, { ...environment, cwd: call.cwd });
}

type Where = Pick<World, 'workspace' | 'agent'>;

function judgementOf(call: HookCall, standing: PolicyStanding, where: Where, run: HookRun): Judgement | null {
  if (call.kind === 'session') return null;
  const { home, user, platform } = run.environment;
  const world = { ...where, home, platform, now: run.now, resolve: resolvePath, ...(user !== undefined && { user }) };
  return call.kind === 'result' ? judgedResult(call, standing, world) : judge(call.requests, standing, world);
}

/** A full disk or a full spool costs the record, not the decision; a spool that somebody has locked us out of costs the decision. */
function record(folder: StateFolder, event: Parameters<SpoolWriter['append']>[0], now: Date): void {
  const key = readMachineKey(folder);
  if (key === null) throw new StateUnreadable('The machine’s key is missing; run "castellan login" again.');
  folder.ensure(SPOOL_FOLDER);
  try {
    new SpoolWriter(folder.pathOf(SPOOL_FOLDER), new SealedBox(key, SPOOL_PURPOSE), SPOOL_LIMITS).append(event, now);
  } catch (cause) {
    if (['ENOSPC', 'EDQUOT'].includes(codeOf(cause) ?? '')) return;
    throw new StateUnreadable(
      `Castellan cannot write to ${folder.pathOf(SPOOL_FOLDER)}; give your user the right to.`,
      {},
      { cause },
    );
  }
}

/** @throws MalformedMessage for what is no JSON object */
function messageOf(input: Buffer): Readonly<Record<string, unknown>> {
  try {
    const message: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(input));
    if (isObject(message)) return message;
  } catch {
    // Falls through: no JSON, or no UTF-8.
  }
  throw new MalformedMessage('The message is not a JSON object.');
}

function sentenceOf(error: unknown): string {
  if (error instanceof StateUnreadable) return `Castellan refused this: ${error.message}`;
  if (error instanceof MalformedMessage) {
    return `Castellan refused this because it could not understand the agent’s message. ${error.message}`;
  }
  return 'Castellan refused this because it could not decide; run "castellan doctor" to find out why.';
}
