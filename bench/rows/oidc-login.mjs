// A whole sign-in through OpenID Connect, from the provider's answer to the session cookie, beside jose checking an ID token alone.
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { importHarness } from '../../scripts/bundle-harness.mjs';
import { exactCpuOf } from '../process.mjs';
import { Visitor } from '../visitor.mjs';

const ROUNDS = 5;
/**
 * jose is compiled within its first thousand checks, of which each round has four. A sign-in, whose code is so much longer, takes a quarter less after
 * two thousand than it took after six hundred, and goes on so.
 */
const WARM_ROUNDS = 40;
const LOGINS = 60;
/** As for SAML: enough that the product is never idle. */
const AT_ONCE = 4;
const CHECKS = 4_000;
const CLIENT = 'castellan-bench';
const SECRET = 'a-secret-of-the-bench-long-enough';

export const row = {
  name: 'oidc-login',
  what: 'an OpenID answer taken, checked and turned into a session, beside jose checking an RS256 ID token alone',
  unit: 'sign-ins/s per core',
  better: 'more',
  required: 0.04,
  stretch: 0.08,
  async measure() {
    const { openStandAlone } = await importHarness('test/harness/stand.ts');
    const { startScriptedProvider } = await importHarness('test/harness/scripted-provider.ts');
    const provider = await startScriptedProvider();
    const stand = await openStandAlone({ env: { CASTELLAN_OUTBOUND_ALLOW: '127.0.0.0/8' } });
    const { product } = stand;
    const order = ['--type', 'oidc', '--issuer', provider.url, '--client-id', CLIENT, '--client-secret', SECRET];
    const { urls } = await product.admin('connection', 'create', '--org', 'acme', ...order);
    const now = () => Math.floor(Date.now() / 1_000);
    const tokenFor = (person, nonce) =>
      provider.sign({
        iss: provider.url,
        aud: CLIENT,
        sub: `person-${person}`,
        nonce,
        iat: now(),
        exp: now() + 300,
        email: `person${person}@example.com`,
        email_verified: true,
        name: 'Grace Hopper',
      });
    const waiting = new Map();
    provider.answer = ({ form }) => ({
      status: 200,
      body: { access_token: 'x', token_type: 'Bearer', id_token: waiting.get(form.get('code')) },
    });
    /** Leaves for the provider, and has its answer in hand. */
    const underway = async (person) => {
      const visitor = new Visitor();
      await visitor.ask(await visitor.ask(`${product.url}/auth/login`));
      const { searchParams } = new URL(await visitor.ask(urls.login));
      const state = searchParams.get('state');
      const idToken = await tokenFor(person, searchParams.get('nonce'));
      waiting.set(state, idToken);
      const answer = new URLSearchParams({ code: state, state, iss: provider.url });
      return { visitor, idToken, at: `${urls.callback}?${answer}` };
    };
    const land = async ({ visitor, at: begun }) => {
      let at = begun;
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
      const leaving = ready.values();
      const lane = async () => {
        for (const one of leaving) await land(one);
      };
      await Promise.all(Array.from({ length: AT_ONCE }, lane));
      const rate = (LOGINS * 1_000_000) / (exactCpuOf(product.pid) - before);
      for (const { visitor } of ready) await visitor.agent.close();
      return { rate, idToken: ready[0].idToken };
    };
    const keys = createRemoteJWKSet(new URL(`${provider.url}/jwks`));
    const bare = async (idToken) => {
      const before = process.cpuUsage();
      for (let n = 0; n < CHECKS; n += 1) await jwtVerify(idToken, keys, { issuer: provider.url, audience: CLIENT });
      const { user, system } = process.cpuUsage(before);
      return (CHECKS * 1_000_000) / (user + system);
    };
    const samples = { ours: [], theirs: [] };
    for (let n = 0; n < WARM_ROUNDS; n += 1) await bare((await round()).idToken);
    for (let n = 0; n < ROUNDS; n += 1) {
      const { rate, idToken } = await round();
      samples.theirs.push(await bare(idToken));
      samples.ours.push(rate);
    }
    await product.remove();
    await provider.close();
    return samples;
  },
};
