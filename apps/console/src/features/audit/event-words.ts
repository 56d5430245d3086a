import { isUuid } from '#kernel';
import type { AuditEvent } from '../../api/wire.js';

const KINDS: Readonly<Record<string, string>> = {
  'tool.decision': 'Tool call',
  'tool.result': 'Tool result',
  'prompt.decision': 'Prompt',
  'session.started': 'Session started',
  'session.ended': 'Session ended',
  'machine.policy_applied': 'Policy applied',
  'machine.policy_refused': 'Policy refused',
  'machine.events_lost': 'Events lost',
  'machine.hooks_repaired': 'Hooks put back',
  'machine.hooks_lost': 'Hooks lost',
};

/** The kinds that one filters by; there are more, of what administrators do. */
export const FILTER_KINDS: readonly { readonly value: string; readonly label: string }[] = Object.entries(KINDS).map(
  ([value, label]) => ({ value, label }),
);

/** `admin.policy.published` → `Policy published`; kinds of machines by their own words. */
export function kindInWords(kind: string): string {
  const known = KINDS[kind];
  if (known !== undefined) return known;
  const words = kind.replace(/^admin\./, '').replaceAll(/[._-]/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What an event is about, in one line that quotes no content. */
export function subjectOf(event: AuditEvent): string {
  if (event.kind.startsWith('tool.')) return event.tool ?? kindInWords(event.kind);
  const target = nameOf(event.target);
  return target === null ? kindInWords(event.kind) : `${kindInWords(event.kind)}: ${target}`;
}

/** What it is called; where it has no name but an id that no person reads, what it is. */
function nameOf(target: AuditEvent['target']): string | null {
  if (target === null) return null;
  return target.label ?? (isUuid(target.id) ? kindInWords(target.kind) : target.id);
}

/** As `subjectOf`, beside the kind of the event: without saying it again. */
export function topicOf(event: AuditEvent): string {
  if (event.kind.startsWith('tool.')) return event.tool ?? '';
  return nameOf(event.target) ?? '';
}
