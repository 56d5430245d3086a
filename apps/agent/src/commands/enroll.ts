import { z } from 'zod';
import { BadArguments, ServerRefused } from '../machine/agent.errors.js';
import { ControlPlane } from '../server/control-plane.js';
import { exportDpopKey, newDpopKey } from '../server/dpop.js';
import { jsonOf, refusalOf, send } from '../server/http.js';
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
/** A key of a service account, or what its token endpoint gave a pipeline. */
const SERVICE_TOKEN = /^cst_s[at]_[A-Za-z0-9_-]+$/;
const createdToken = z.object({ token: z.string().regex(ENROLMENT_TOKEN) });

/** `castellan enroll`: without a person, by an enrolment token that the org's device management hands out, or by a token of a service account. */
export async function enroll(machine: OpenedMachine, terminal: Terminal, options: EnrollOptions): Promise<void> {
  const given = options.token.trim();
  if (!ENROLMENT_TOKEN.test(given) && !SERVICE_TOKEN.test(given))
    throw new BadArguments(
      'An enrolment token begins with "cst_enrol_", and is made in the console under Fleet; a token of a service account begins with "cst_sa_" or "cst_st_".',
    );
  const { environment, folder, clock } = machine;
  const server = serverAddress(folder, environment, options.server);
  const token = SERVICE_TOKEN.test(given) ? await enrolmentTokenFor(server, given, environment.hostname) : given;
  const key = newDpopKey();
  const told = await ControlPlane.enrol(server, factsOf(environment), { authorization: `Bearer ${token}`, key }, clock);
  const { tokens } = told;
  if (tokens?.refresh_token === undefined)
    throw new ServerRefused('The server enrolled this machine but gave it no tokens.', 201, undefined);
  const held = { dpopKey: { ...exportDpopKey(key) }, refreshToken: tokens.refresh_token };
  await settle(machine, terminal, { server, told, credentials: withTokens(held, tokens, clock.now()) });
}

/** In a pipeline: a service account that may make enrolment tokens makes one for this machine alone, good once and for an hour. */
async function enrolmentTokenFor(server: URL, serviceToken: string, hostname: string): Promise<string> {
  const response = await send({
    method: 'POST',
    url: new URL('api/v1/enrolment-tokens', server),
    headers: { authorization: `Bearer ${serviceToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ label: `Pipeline on ${hostname}`.slice(0, 120), expiresInHours: 1, uses: 1 }),
  });
  if (!response.ok) throw await refusalOf(response);
  const told = createdToken.safeParse(await jsonOf(response));
  if (told.success) return told.data.token;
  throw new ServerRefused('The server made no enrolment token; update castellan.', response.status, undefined);
}
