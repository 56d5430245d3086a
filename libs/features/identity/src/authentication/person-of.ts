import type { PersonId } from '#kernel';
import type { Authenticated } from '#platform/http';
import type { SessionId } from '../sessions/session.js';
import { NotAPerson } from './authentication.errors.js';

/** The person who calls from a console session. @throws NotAPerson for machines and service accounts */
export function personOf(caller: Authenticated): { personId: PersonId; sessionId: SessionId } {
  if (caller.principal.kind !== 'person' || caller.sessionId === undefined)
    throw new NotAPerson('Sign in at the console as a person.');
  return { personId: caller.principal.id as PersonId, sessionId: caller.sessionId as SessionId };
}
