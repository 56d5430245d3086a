// A whole sign-in through SAML, from the provider's answer to the session cookie, beside what node-saml needs to read the answer alone.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { SAML, ValidateInResponseTo } from '@node-saml/node-saml';
import { importHarness } from '../../scripts/bundle-harness.mjs';
import { exactCpuOf } from '../process.mjs';
import { Visitor } from '../visitor.mjs';

const ROUNDS = 7;
/** Either side is compiled by then: see oidc-login. */
const WARM_ROUNDS = 25;
const LOGINS = 80;
/** Enough that the product is never idle; what it waits for the database costs it nothing. */
const AT_ONCE = 4;
const ISSUER = 'https://idp.example/saml';

export const row = {
  name: 'saml-login',
  what: 'a SAML answer taken, checked and turned into a session, beside node-saml reading the answer alone',
  unit: 'sign-ins/s per core',
  better: 'more',
  required: 0.7,
  stretch: 2,
  async measure() {
    const { openStandAlone } = await importHarness('test/harness/stand.ts');
    const { signedResponse, signingPair } = await importHarness('test/fixtures/saml/idp.ts');
    const { idpMetadata } = await importHarness('test/fixtures/saml/metadata.ts');
    const idp = signingPair();
    const folder = mkdtempSync(join(tmpdir(), 'castellan-bench-'));
    const file = join(folder, 'metadata.xml');
    writeFileSync(file, idpMetadata([idp.certificate]));
    const stand = await openStandAlone();
    const { product } = stand;
    const { urls } = await product.admin('connection', 'create', '--org', 'acme', '--type', 'saml', '--metadata', file);
    const wordsFor = (requestId, nameId) => ({
      acsUrl: urls.acs,
      audience: urls.entityId,
      issuer: ISSUER,
      requestId,
      nameId,
      nameIdFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
      now: new Date(),
      attributes: { displayName: ['Grace Hopper'], groups: ['staff'] },
      sessionIndex: '_s1',
    });
    /** Leaves for the provider, and has its answer in hand. */
    const underway = async (person) => {
      const visitor = new Visitor();
      await visitor.ask(await visitor.ask(`${product.url}/auth/login`));
      const { searchParams } = new URL(await visitor.ask(urls.login));
      const request = inflateRawSync(Buffer.from(searchParams.get('SAMLRequest'), 'base64')).toString();
      const words = wordsFor(/ ID="([^"]+)"/u.exec(request)[1], `person${person}@example.com`);
      const SAMLResponse = Buffer.from(signedResponse(words, idp, 'assertion')).toString('base64');
      return { visitor, form: { SAMLResponse, RelayState: searchParams.get('RelayState') } };
    };
    const land = async ({ visitor, form }) => {
      let at = await visitor.ask(urls.acs, form);
      while (new URL(at).pathname !== '/') {
        const next = await visitor.ask(at);
        if (next === null) throw new Error(`A sign-in ended at ${at}`);
        at = next;
      }
      if (!visitor.cookies.has('castellan_session')) throw new Error('Nobody was signed in.');
    };
    const round = async () => {
      const ready = [];
      for (let n = 0; n < LOGINS; n += 1) ready.push(await underway(n));
      const before = exactCpuOf(product.pid);
      const waiting = ready.values();
      const lane = async () => {
        for (const one of waiting) await land(one);
      };
      await Promise.all(Array.from({ length: AT_ONCE }, lane));
      const rate = (LOGINS * 1_000_000) / (exactCpuOf(product.pid) - before);
      for (const { visitor } of ready) await visitor.agent.close();
      return { rate, field: ready[0].form.SAMLResponse };
    };
    const peer = new SAML({
      callbackUrl: urls.acs,
      issuer: urls.entityId,
      audience: urls.entityId,
      idpCert: idp.certificate.pem,
      idpIssuer: ISSUER,
      entryPoint: 'https://idp.example/sso',
      wantAuthnResponseSigned: false,
      wantAssertionsSigned: true,
      validateInResponseTo: ValidateInResponseTo.never,
    });
    const bare = async (field) => {
      const before = process.cpuUsage();
      for (let n = 0; n < LOGINS; n += 1) await peer.validatePostResponseAsync({ SAMLResponse: field });
      const { user, system } = process.cpuUsage(before);
      return (LOGINS * 1_000_000) / (user + system);
    };
    const samples = { ours: [], theirs: [] };
    for (let n = 0; n < WARM_ROUNDS; n += 1) await bare((await round()).field);
    for (let n = 0; n < ROUNDS; n += 1) {
      const { rate, field: fresh } = await round();
      samples.theirs.push(await bare(fresh));
      samples.ours.push(rate);
    }
    await product.remove();
    rmSync(folder, { recursive: true });
    return samples;
  },
};
