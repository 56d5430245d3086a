import { BadArguments, ServerRefused } from '../machine/agent.errors.js';
import { ControlPlane } from '../server/control-plane.js';
import { exportDpopKey, newDpopKey } from '../server/dpop.js';
import { serverAddress } from '../server/server-address.js';
import { withTokens } from '../server/token-keeper.js';
import { factsOf, settle } from './enrolling.js';
import type { OpenedMachine } from './opened-machine.js';
import type { Terminal } from './terminal.js';

export interface EnrollOptions {
  readonly server?: string;
  readonly token: string;
}

const ENROLMENT_TOKEN = /^cst_enrol_[A-Za-z0-9_-]+$/;

/** `castellan enroll`: without a person, by an enrolment token that the org's device management hands out. */
export async function enroll(machine: OpenedMachine, terminal: Terminal, options: EnrollOptions): Promise<void> {
  const token = options.token.trim();
  if (!ENROLMENT_TOKEN.test(token))
    throw new BadArguments('An enrolment token begins with "cst_enrol_"; make one in the console under Fleet.');
  const { environment, folder, clock } = machine;
  const server = serverAddress(folder, environment, options.server);
  const key = newDpopKey();
  const told = await ControlPlane.enrol(server, factsOf(environment), { authorization: `Bearer ${token}`, key }, clock);
  const { tokens } = told;
  if (tokens?.refresh_token === undefined)
    throw new ServerRefused('The server enrolled this machine but gave it no tokens.', 201, undefined);
  const held = { dpopKey: { ...exportDpopKey(key) }, refreshToken: tokens.refresh_token };
  await settle(machine, terminal, { server, told, credentials: withTokens(held, tokens, clock.now()) });
}
