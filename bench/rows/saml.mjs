// What believing a SAML response costs, beside node-saml, which checks less of it (docs/adr/0014).
import { createPublicKey } from 'node:crypto';
import { SAML, ValidateInResponseTo } from '@node-saml/node-saml';
import { checkMeaning, openResponse, readAssertionFacts, readCertificate, readPostValue } from '#engines/saml';
import { importHarness } from '../../scripts/bundle-harness.mjs';

const PAIRS = 9;
const ROUND_MS = 400;
const ISSUER = 'https://idp.example/saml';
const ACS = 'https://castellan.example/sso/saml/1/acs';
const AUDIENCE = 'https://castellan.example/sso/saml/1/metadata';

const used = () => {
  const { user, system } = process.cpuUsage();
  return user + system;
};

/** Sign-ins in a second of one core's time, by a round of them. */
async function rate(once) {
  let count = 0;
  const [begun, before] = [performance.now(), used()];
  do {
    await once();
    count += 1;
  } while (performance.now() - begun < ROUND_MS);
  return (count * 1_000_000) / (used() - before);
}

async function pairs(ours, theirs) {
  const samples = { ours: [], theirs: [] };
  await rate(ours);
  await rate(theirs);
  for (let n = 0; n < PAIRS; n += 1) {
    samples.theirs.push(await rate(theirs));
    samples.ours.push(await rate(ours));
  }
  return samples;
}

async function compare(groups, signs) {
  const { signedResponse, signingPair } = await importHarness('test/fixtures/saml/idp.ts');
  const idp = signingPair();
  const words = {
    acsUrl: ACS,
    audience: AUDIENCE,
    issuer: ISSUER,
    requestId: '_q1',
    nameId: 'ada@example.com',
    nameIdFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
    now: new Date(),
    attributes: { mail: ['ada@example.com'], displayName: ['Ada Lovelace'], groups },
    sessionIndex: '_s1',
  };
  const field = Buffer.from(signedResponse(words, idp, signs)).toString('base64');
  const peer = new SAML({
    callbackUrl: ACS,
    issuer: AUDIENCE,
    audience: AUDIENCE,
    idpCert: idp.certificate.pem,
    idpIssuer: ISSUER,
    entryPoint: 'https://idp.example/sso',
    wantAuthnResponseSigned: signs !== 'assertion',
    wantAssertionsSigned: signs !== 'response',
    validateInResponseTo: ValidateInResponseTo.never,
  });
  const expected = { acsUrl: ACS, audience: AUDIENCE, idpEntityId: ISSUER, requestId: '_q1', skewMs: 60_000 };
  const ours = () => {
    const now = new Date();
    const certificates = [readCertificate(idp.certificate.pem)];
    const opened = openResponse(readPostValue(field), {
      certificates,
      now,
      decryption: { keys: [], cbcAllowed: false },
    });
    const checks = checkMeaning(opened, { ...expected, now, unsolicitedAllowed: false });
    if (!checks.every(({ passed }) => passed)) throw new Error('An honest response was refused.');
    return readAssertionFacts(opened.assertion);
  };
  const theirs = () => peer.validatePostResponseAsync({ SAMLResponse: field });
  if (ours().nameId.value !== (await theirs()).profile.nameID) throw new Error('The two read different people.');
  if (createPublicKey(idp.key).asymmetricKeyDetails.modulusLength !== 2048) throw new Error('Not the usual key.');
  return pairs(ours, theirs);
}

const row = (name, what, groups, signs) => ({
  name,
  what,
  unit: 'sign-ins/s per core',
  better: 'more',
  required: 0.7,
  stretch: 2,
  measure: () => compare(groups, signs),
});

const many = Array.from({ length: 150 }, (_, n) => `cn=group-${n},ou=groups,dc=example,dc=com`);

export const rows = [
  row('saml', 'believing a response with a signed assertion, beside node-saml', ['staff'], 'assertion'),
  row('saml-both', 'the same, with the response signed too', ['staff'], 'both'),
  row('saml-groups', 'the same, of somebody in 150 groups', many, 'assertion'),
];
