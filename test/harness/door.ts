import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { type Clock, type Id, type MachineId, type OrgId } from '#kernel';
import { type Authenticated, Authenticator, Authorizer, Entrance, type HotRoute } from '#platform/http';

/** Fills the port as a test says: `authorization: Machine ORG MACHINE` is that machine, anything else is nobody. */
class ToldAuthenticator extends Authenticator {
  override authenticate({ headers }: FastifyRequest): Promise<Authenticated | null> {
    const [scheme, orgId, id] = headers.authorization?.split(' ') ?? [];
    if (scheme !== 'Machine') return Promise.resolve(null);
    const principal = { kind: 'machine', id: id as Id<'Machine'>, label: 'a test’s machine' } as const;
    return Promise.resolve({ principal, orgId: orgId as OrgId, method: 'dpop' });
  }
}

class MachineAuthorizer extends Authorizer {
  override permissionsOf(): Promise<ReadonlySet<string>> {
    return Promise.resolve(new Set(['machine:sync', 'event:append']));
  }
}

export const asMachine = (orgId: OrgId, id: MachineId): { authorization: string } => ({
  authorization: `Machine ${orgId} ${id}`,
});

/** The entrance of a test, in which every machine is believed. */
export const openEntrance = (clock: Clock): Entrance =>
  new Entrance(new ToldAuthenticator(), new MachineAuthorizer(), clock);

/** Hot routes on a server of their own. Listens on a free loopback port when `listen` is called. */
export async function serve(...routes: readonly HotRoute[]): Promise<FastifyInstance> {
  const fastify = Fastify();
  for (const route of routes) route.register(fastify);
  await fastify.ready();
  return fastify;
}
