import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newId, type PersonId } from '#kernel';
import { type AccountAtAddress, admit, type ArrivalFacts, selfLinkObstacle } from './linking.rules.js';

const someone = (): PersonId => newId<'Person'>(new Date(0));
const person = fc.constantFrom(someone(), someone(), someone());

const account: fc.Arbitrary<AccountAtAddress | null> = fc.option(
  fc.record({
    personId: person,
    isActive: fc.boolean(),
    isOwner: fc.boolean(),
    isStronger: fc.boolean(),
    hasSubjectHere: fc.boolean(),
    hasSubjectElsewhere: fc.boolean(),
  }),
);

const arrival: fc.Arbitrary<ArrivalFacts> = fc.record({
  known: fc.option(
    fc.record({
      personId: person,
      membership: fc.constantFrom<'active' | 'suspended' | 'none'>('active', 'suspended', 'none'),
      isLedElsewhere: fc.boolean(),
    }),
  ),
  email: fc.option(fc.constant('ada@corp.example')),
  isEmailVerified: fc.boolean(),
  isDomainVerified: fc.boolean(),
  isDomainElsewhere: fc.boolean(),
  isTakingOver: fc.boolean(),
  managed: account,
  standalone: account,
  directory: fc.constantFrom<ArrivalFacts['directory']>('unknown', 'active', 'deactivated'),
  jit: fc.boolean(),
});

describe('who comes in as whom', () => {
  it('is, for a subject that is known, who it was and nobody else', () => {
    fc.assert(
      fc.property(arrival, (facts) => {
        fc.pre(facts.known !== null);
        const admission = admit(facts);
        if (facts.known.membership === 'active' && !facts.known.isLedElsewhere)
          expect(admission).toEqual({ kind: 'enter', personId: facts.known.personId });
        else expect(admission.kind).toBe('refuse');
      }),
    );
  });

  it('is never, by an address alone, somebody whose address the org has not proved, an owner, or somebody’s who has a subject', () => {
    fc.assert(
      fc.property(arrival, (facts) => {
        const admission = admit(facts);
        if (admission.kind !== 'link') return;
        const taken = facts.managed ?? facts.standalone;
        expect(taken).toMatchObject({
          personId: admission.personId,
          isActive: true,
          isOwner: false,
          isStronger: false,
          hasSubjectHere: false,
          hasSubjectElsewhere: facts.isTakingOver && taken?.hasSubjectElsewhere === true,
        });
        expect(facts).toMatchObject({ isDomainVerified: true, isEmailVerified: true, known: null });
      }),
    );
  });

  it('is nobody, neither new nor known by her address, through a connection that the domain does not lead to', () => {
    fc.assert(
      fc.property(arrival, (facts) => {
        fc.pre(facts.known === null && facts.isDomainElsewhere);
        expect(admit(facts).kind).toBe('refuse');
      }),
    );
  });

  it('is somebody new only where nobody has the address, and the connection or the directory says so', () => {
    fc.assert(
      fc.property(arrival, (facts) => {
        if (admit(facts).kind !== 'create') return;
        expect(facts).toMatchObject({ known: null, managed: null, standalone: null });
        expect(facts.email).not.toBeNull();
        expect(facts.jit || facts.directory === 'active').toBe(true);
        expect(facts.directory).not.toBe('deactivated');
      }),
    );
  });
});

describe('an identity that a person adds herself', () => {
  const [ada, eve] = [someone(), someone()];
  it.each([
    [{ personId: ada, ownerOfSubject: null, hasSubjectHere: false }, null],
    [{ personId: ada, ownerOfSubject: eve, hasSubjectHere: false }, 'subject_taken'],
    [{ personId: ada, ownerOfSubject: ada, hasSubjectHere: true }, 'linked_already'],
    [{ personId: ada, ownerOfSubject: null, hasSubjectHere: true }, 'linked_already'],
  ])('given %j meets %s', (facts, obstacle) => {
    expect(selfLinkObstacle(facts)).toBe(obstacle);
  });
});
