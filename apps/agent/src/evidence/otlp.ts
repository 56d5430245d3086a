import { EVENT_ATTRIBUTES, type MachineEvent } from '#contracts';

/** OTLP's JSON encoding (opentelemetry-proto, logs/v1): 64-bit numbers are strings. */
interface AnyValue {
  readonly stringValue?: string;
  readonly intValue?: string;
  readonly arrayValue?: { readonly values: readonly AnyValue[] };
}
interface KeyValue {
  readonly key: string;
  readonly value: AnyValue;
}

export interface Source {
  readonly hostname: string;
  readonly programVersion: string;
}

const SEVERITIES = { allow: 9, ask: 13, reject: 17 } as const;
const INFO = 9;

/** One ExportLogsServiceRequest that carries `events`, as JSON. */
export function logsRequest(events: readonly MachineEvent[], source: Source): string {
  return JSON.stringify({
    resourceLogs: [
      {
        resource: {
          attributes: [
            string('service.name', 'castellan-agent'),
            string('service.version', source.programVersion),
            string('host.name', source.hostname),
          ],
        },
        scopeLogs: [
          { scope: { name: 'castellan', version: source.programVersion }, logRecords: events.map(logRecord) },
        ],
      },
    ],
  });
}

function logRecord(event: MachineEvent): object {
  return {
    timeUnixNano: `${Date.parse(event.at)}000000`,
    severityNumber: event.decision ? SEVERITIES[event.decision.effect] : INFO,
    eventName: event.kind,
    ...(event.content && { body: { stringValue: JSON.stringify(event.content) } }),
    attributes: attributesOf(event),
  };
}

function attributesOf(event: MachineEvent): KeyValue[] {
  const { decision } = event;
  const texts: Partial<Record<keyof typeof EVENT_ATTRIBUTES, string | undefined>> = {
    id: event.id,
    session: event.session,
    agent: event.agent,
    agentVersion: event.agentVersion,
    toolKind: event.toolKind,
    tool: event.tool,
    effect: decision?.effect,
    wouldBe: decision?.wouldBe,
    mode: decision?.mode,
    risk: decision?.risk,
    reason: decision?.reason,
  };
  const named = Object.entries(texts).flatMap(([name, value]) =>
    value === undefined ? [] : [string(EVENT_ATTRIBUTES[name as keyof typeof EVENT_ATTRIBUTES], value)],
  );
  if (decision) {
    const values = decision.rules.map((rule) => ({ stringValue: rule }));
    named.push({ key: EVENT_ATTRIBUTES.rules, value: { arrayValue: { values } } });
  }
  if (event.policyVersion !== undefined) {
    named.push({ key: EVENT_ATTRIBUTES.policyVersion, value: { intValue: String(event.policyVersion) } });
  }
  return named;
}

const string = (key: string, stringValue: string): KeyValue => ({ key, value: { stringValue } });
