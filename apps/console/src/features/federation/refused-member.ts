import { ApiProblem } from '../../api/problem.js';
import type { OrderFields } from './order-fields.js';

/** What the server refused of what was sent, where the form has a field for it. */
export function refusedMember(error: unknown, sent: OrderFields | null): Partial<Record<keyof OrderFields, string>> {
  if (sent === null || !(error instanceof ApiProblem) || error.code !== 'connection.settings_refused') return {};
  const { member, detail = '' } = error.problem;
  if (typeof member !== 'string' || !(member in sent)) return {};
  return { [member]: detail.startsWith(`${member}: `) ? detail.slice(member.length + 2) : detail };
}
