import { setTimeout as wait } from 'node:timers/promises';
import { BadArguments, LoginRefused, ServerRefused, ServerUnreachable } from '../machine/agent.errors.js';
import { type DpopKey, exportDpopKey, newDpopKey } from '../server/dpop.js';
import { type DeviceAnswer, OAuth, type TokenAnswer } from '../server/oauth.js';
import { ControlPlane } from '../server/control-plane.js';
import { serverAddress } from '../server/server-address.js';
import { withTokens } from '../server/token-keeper.js';
import { factsOf, type Introduction, settle } from './enrolling.js';
import type { OpenedMachine } from './opened-machine.js';
import type { Terminal } from './terminal.js';

const SLOW_DOWN_SECONDS = 5;
const SERVER_FAULT = 500;

export interface LoginOptions {
  readonly server?: string;
  readonly browser: boolean;
}

/**
 * `castellan login`: the device flow (RFC 8628). The machine makes a key, the person confirms in a browser, anywhere, that this
 * machine may join; the tokens are bound to the key.
 */
export async function login(machine: OpenedMachine, terminal: Terminal, options: LoginOptions): Promise<void> {
  const { environment, folder, clock } = machine;
  const server = serverAddress(folder, environment, options.server);
  const key = newDpopKey();
  const oauth = await OAuth.discover(server, key, clock);
  const asked = await oauth.startDeviceFlow({ hostname: environment.hostname, os: environment.platform });
  invite(terminal, asked, options.browser);
  const answer = await approved(oauth, asked);
  await settle(machine, terminal, await introduce(machine, server, key, answer));
}

function invite(terminal: Terminal, asked: DeviceAnswer, browser: boolean): void {
  terminal.say('');
  terminal.say(`  Open  ${asked.verification_uri}`);
  terminal.say(`  and enter the code  ${asked.user_code}`);
  terminal.say('');
  terminal.say('  Waiting for you to approve this machine. Approve it only if the page shows the same code.');
  if (browser) terminal.browse(asked.verification_uri_complete ?? asked.verification_uri);
}

/** Asks in the server's own rhythm until the person has decided. @throws LoginRefused */
async function approved(oauth: OAuth, asked: DeviceAnswer): Promise<TokenAnswer> {
  let interval = asked.interval;
  for (let left = asked.expires_in; left > 0; left -= interval) {
    await wait(interval * 1_000);
    try {
      return await oauth.redeemDeviceCode(asked.device_code);
    } catch (error) {
      interval += waitsLonger(error);
    }
  }
  throw new LoginRefused('Nobody approved this machine in time; run "castellan login" again.');
}

/** How many seconds more there are to be between two questions. @throws what ends the asking */
function waitsLonger(error: unknown): number {
  // A server that is away for a moment has not said no.
  if (error instanceof ServerUnreachable) return 0;
  if (!(error instanceof ServerRefused)) throw error;
  if (error.status >= SERVER_FAULT) return SLOW_DOWN_SECONDS;
  if (error.problem === 'authorization_pending') return 0;
  if (error.problem === 'slow_down') return SLOW_DOWN_SECONDS;
  if (error.problem === 'access_denied') throw new LoginRefused('The request was denied in the browser.');
  if (error.problem === 'expired_token') throw new LoginRefused('The code has expired; run "castellan login" again.');
  throw error;
}

async function introduce(
  { environment, clock }: OpenedMachine,
  server: URL,
  key: DpopKey,
  answer: TokenAnswer,
): Promise<Introduction> {
  if (answer.refresh_token === undefined) {
    throw new BadArguments(
      'The server gave no refresh token; ask its administrator whether machines may stay signed in.',
    );
  }
  const first = { authorization: `DPoP ${answer.access_token}`, key, accessToken: answer.access_token };
  const told = await ControlPlane.enrol(server, factsOf(environment), first, clock);
  const held = { dpopKey: { ...exportDpopKey(key) }, refreshToken: answer.refresh_token };
  return { server, told, credentials: withTokens(held, answer, clock.now()) };
}
