import type { AnswerCheck, AssertedIdentity } from '../asserted-identity.js';

const MOST_NAMED = 20;

/** What a test of a connection says of the person who made it, besides that her answer is good. Without an address nobody new could come in. */
export function identityChecks({ email, emailVerified, groups, attributes }: AssertedIdentity): readonly AnswerCheck[] {
  const remark = (detail: string): AnswerCheck => ({ name: 'remark', passed: true, detail });
  const names = Object.keys(attributes).slice(0, MOST_NAMED);
  const held = names.length === 0 ? 'It holds no attribute at all.' : `It holds ${names.join(', ')}.`;
  if (email === null)
    return [
      {
        name: 'email_missing',
        passed: false,
        detail: `No e-mail address was found, and nobody new can be given an account without one. ${held} Say in the settings which of them is the address, or have the identity provider send it.`,
      },
    ];
  return [
    { name: 'email_named', passed: true, detail: `The answer names ${email}.` },
    ...(emailVerified
      ? []
      : [remark('The provider does not say that it verified the address: it opens no account that is there already.')]),
    ...(groups.length > 0 ? [remark(`${groups.length} groups were named.`)] : []),
  ];
}
