import { describe, expect, it } from 'vitest';
import { newId, type OrgId } from '#kernel';
import { acrOf, bindingOf } from './binding-claim.js';

const now = new Date('2030-01-01T00:00:00Z');
const binding = { orgId: newId<'Org'>(now) as OrgId, connectionId: newId(now), federatedSessionId: newId(now) };

describe('the binding of a session, as the ID token carries it', () => {
  it.each([
    { endsAt: now, provedAt: null },
    { endsAt: null, provedAt: now },
    { endsAt: null, provedAt: null },
  ])('comes back as it was, with the times that the identity provider named and without: %j', (times) => {
    expect(bindingOf(acrOf({ binding, ...times }))).toEqual({ binding, ...times });
  });

  it('is none where the token names none', () => {
    expect(bindingOf(undefined)).toBeNull();
  });

  it.each([
    '',
    '0',
    'urn:castellan:connection',
    'urn:castellan:connection:a:b:c:',
    acrOf({ binding, endsAt: now, provedAt: now }) + ':x',
    7,
    null,
  ])('begins no unbound session from %j, which nobody here wrote', (acr) => {
    expect(() => bindingOf(acr)).toThrow('nobody here wrote');
  });
});
