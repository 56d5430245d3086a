import { CODING_AGENTS, EFFECTS, EVENT_ATTRIBUTES, MACHINE_EVENT_KINDS, RISKS, TOOL_KINDS } from '#contracts';
import { isUuid } from '#kernel';
import { type LedgerDecision, type LedgerEvent, sessionIdOf } from '#engines/ledger';
import { type AttributeValue, type LogRecord, WantedAttributes } from '#engines/otlp';
import { rfc3339 } from './moment.js';
import type { RefusedRecord, ReportedEvent, Reporter } from './record.js';

const NAMES = Object.keys(EVENT_ATTRIBUTES) as (keyof typeof EVENT_ATTRIBUTES)[];
const PLACE = Object.fromEntries(NAMES.map((name, place) => [name, place])) as Record<(typeof NAMES)[number], number>;

/** The attributes that are read from a record; `PLACE` says where in `values` each stands. */
export const WANTED = new WantedAttributes(NAMES.map((name) => EVENT_ATTRIBUTES[name]));

const LONGEST_NAME = 200;
const LONGEST_REASON = 1_000;
const MOST_RULES = 100;
const LONGEST_CONTENT_BYTES = 2 * 1024 * 1024;
/** PostgreSQL holds no NUL, and a rule's name is told from the next by U+001F. Neither belongs in a name. */

const CONTROL = /[\u0000-\u001f]/;

const KINDS: ReadonlySet<string> = new Set(MACHINE_EVENT_KINDS);
const AGENTS: ReadonlySet<string> = new Set(CODING_AGENTS);
const TOOLS: ReadonlySet<string> = new Set(TOOL_KINDS);
const EFFECT: ReadonlySet<string> = new Set(EFFECTS);
const RISK: ReadonlySet<string> = new Set(RISKS);
const MODE: ReadonlySet<string> = new Set(['enforce', 'monitor']);

/** A record that breaks a rule; caught where records are told apart, so that one bad record does not refuse the others. */
class Refusal extends Error {}

export interface Circumstances {
  readonly org: string;
  readonly reporter: Reporter;
  readonly receivedAt: Date;
  /** Ids of sessions by agent and name, as far as they were found already: a request speaks of few sessions many times. */
  readonly sessions: Map<string, string>;
}

/** Makes an event of a log record, or says in a sentence why it can never be one. */
export function reportedEvent(record: LogRecord, about: Circumstances): ReportedEvent | RefusedRecord {
  try {
    if (record.body !== null && record.body.length > LONGEST_CONTENT_BYTES)
      throw new Refusal('the content of an event may have 2 MiB.');
    return { event: eventOf(record, about), content: record.body };
  } catch (error) {
    if (error instanceof Refusal) return { refused: error.message };
    throw error;
  }
}

function eventOf({ eventName, timeMs, values }: LogRecord, about: Circumstances): LedgerEvent {
  const { org, reporter, receivedAt } = about;
  const id = values[PLACE.id];
  if (typeof id !== 'string' || !isUuid(id)) throw new Refusal(`${EVENT_ATTRIBUTES.id} must be a UUID in lower case.`);
  if (!KINDS.has(eventName)) throw new Refusal(`the event name must be one of ${MACHINE_EVENT_KINDS.join(', ')}.`);
  const { machine, person } = reporter;
  const agent = oneOf(values, 'agent', AGENTS);
  return {
    id,
    org,
    kind: eventName,
    at: momentOf(timeMs, receivedAt),
    receivedAt: receivedAt.toISOString(),
    actor: person ? { kind: 'person', ...person } : { kind: 'machine', ...machine },
    machine,
    session: sessionOf(values, about, agent),
    agent,
    agentVersion: name(values, 'agentVersion'),
    toolKind: oneOf(values, 'toolKind', TOOLS),
    tool: name(values, 'tool'),
    decision: values[PLACE.effect] === undefined ? undefined : decisionOf(values),
    policyVersion: policyVersionOf(values[PLACE.policyVersion]),
  };
}

type Values = readonly (AttributeValue | undefined)[];
type AttributeName = keyof typeof EVENT_ATTRIBUTES;

function sessionOf(values: Values, about: Circumstances, agent: string | undefined): LedgerEvent['session'] {
  const session = name(values, 'session');
  if (session === undefined) return undefined;
  if (agent === undefined)
    throw new Refusal(`${EVENT_ATTRIBUTES.session} needs ${EVENT_ATTRIBUTES.agent}: whose session is it?`);
  const { sessions, reporter } = about;
  const known = `${agent}\n${session}`;
  const id = sessions.get(known) ?? sessionIdOf(reporter.machine.id, agent, session);
  sessions.set(known, id);
  return { id, name: session };
}

function decisionOf(values: Values): LedgerDecision {
  return {
    effect: needed(values, 'effect', EFFECT),
    mode: needed(values, 'mode', MODE),
    reason: text(values, 'reason', LONGEST_REASON) ?? '',
    risk: needed(values, 'risk', RISK),
    rules: rulesOf(values[PLACE.rules]),
    wouldBe: needed(values, 'wouldBe', EFFECT),
  };
}

function rulesOf(value: AttributeValue | undefined): readonly string[] {
  const rules = value === undefined ? [] : typeof value === 'string' ? [value] : value;
  if (!Array.isArray(rules) || rules.length > MOST_RULES || !rules.every(isName)) {
    throw new Refusal(`${EVENT_ATTRIBUTES.rules} must be a list of at most ${MOST_RULES} names.`);
  }
  return rules;
}

function policyVersionOf(value: AttributeValue | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
    throw new Refusal(`${EVENT_ATTRIBUTES.policyVersion} must be a whole number.`);
  }
  return value;
}

/** Beyond this a Date cannot be spelt in RFC 3339 with four digits of a year. */
const LAST_MOMENT_MS = Date.parse('9999-12-31T23:59:59.999Z');

function momentOf(timeMs: number, receivedAt: Date): string {
  if (timeMs === 0) return receivedAt.toISOString();
  if (timeMs > LAST_MOMENT_MS) throw new Refusal('timeUnixNano lies past the year 9999.');
  return rfc3339(timeMs);
}

function needed(values: Values, which: AttributeName, allowed: ReadonlySet<string>): string {
  const value = oneOf(values, which, allowed);
  if (value === undefined) throw new Refusal(`a decision needs ${EVENT_ATTRIBUTES[which]}.`);
  return value;
}

function oneOf(values: Values, which: AttributeName, allowed: ReadonlySet<string>): string | undefined {
  const value = values[PLACE[which]];
  if (value === undefined) return undefined;
  if (typeof value === 'string' && allowed.has(value)) return value;
  throw new Refusal(`${EVENT_ATTRIBUTES[which]} must be one of ${[...allowed].join(', ')}.`);
}

function name(values: Values, which: AttributeName): string | undefined {
  const value = text(values, which, LONGEST_NAME);
  if (value !== undefined && !isName(value))
    throw new Refusal(
      `${EVENT_ATTRIBUTES[which]} must have 1 to ${LONGEST_NAME} characters, none a control character.`,
    );
  return value;
}

function text(values: Values, which: AttributeName, longest: number): string | undefined {
  const value = values[PLACE[which]];
  if (value === undefined) return undefined;
  if (typeof value !== 'string' || value.length > longest || value.includes('\u0000')) {
    throw new Refusal(`${EVENT_ATTRIBUTES[which]} must be a text of at most ${longest} characters.`);
  }
  return value;
}

const isName = (value: unknown): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= LONGEST_NAME && !CONTROL.test(value);
