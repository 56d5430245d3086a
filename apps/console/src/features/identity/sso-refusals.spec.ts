import { describe, expect, it } from 'vitest';
import { CORE_REFUSALS } from '../../../../../libs/features/federation/src/sign-in/refusal.rules.js';
import { refusalInWords } from './sso-refusals.js';

describe('a refused single sign-on', () => {
  it.each([...CORE_REFUSALS])('has a sentence of its own for %s', (reason) => {
    expect(refusalInWords(reason)).not.toBe(refusalInWords('signature_wrong'));
  });

  it('says of a reason that it does not know that nobody was signed in', () => {
    expect(refusalInWords('signature_wrong')).toMatch(/nobody was signed in/);
  });
});
