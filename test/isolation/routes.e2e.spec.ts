import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decisionEvent } from '../harness/machine.js';
import { completeSetup, type Person } from '../harness/person.js';
import { openStand, type Stand } from '../harness/stand.js';

interface Route {
  readonly method: string;
  readonly path: string;
}

/** Marks that stand in everything the victim owns: in no answer to anybody else may one of them appear. */
const MARK = 'victim-mark-7f3a';

const POLICY = `version: 1\nname: ${MARK}\n`;

/** What one org has: the ids that appear in its lists, and answers that hold its mark. */
interface Possessions {
  readonly orgId: string;
  readonly ids: readonly string[];
}

describe('two orgs on one installation', () => {
  let stand: Stand;
  let victim: Person;
  let stranger: Person;
  let routes: readonly Route[];
  let owned: Possessions;

  beforeAll(async () => {
    stand = await openStand();
    victim = stand.owner.person;
    routes = await documentedRoutes(stand.product.url);
    stranger = await foundSecondOrg(stand);
    owned = await fill(stand);
  });
  afterAll(() => stand.product.remove());

  it('have something to hide, and a way to find it', async () => {
    expect(owned.ids.length).toBeGreaterThan(5);
    expect(routes.length).toBeGreaterThan(20);
    expect(JSON.stringify(await victim.get('/api/v1/machines'))).toContain(MARK);
  });

  it('show each other nothing, whatever sequence of requests one of them sends with the other’s ids', async () => {
    const before = await snapshot(victim);
    const step = fc.record({
      route: fc.nat({ max: routes.length - 1 }),
      id: fc.nat({ max: owned.ids.length - 1 }),
      inQuery: fc.boolean(),
      body: fc.constantFrom<'none' | 'ids' | 'org'>('none', 'ids', 'org'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        for (const { route, id, inQuery, body } of steps) {
          await trespass(routes[route]!, owned.ids[id]!, { inQuery, body });
        }
      }),
      { numRuns: 60, endOnFailure: true },
    );
    expect(await snapshot(victim)).toEqual(before);
  });

  /** One request of the stranger's with something of the victim's in it; the answer must know nothing of the victim. */
  async function trespass(
    route: Route,
    id: string,
    { inQuery, body }: { inQuery: boolean; body: 'none' | 'ids' | 'org' },
  ): Promise<void> {
    const path =
      route.path.replaceAll(/\{[^}]+\}/g, id) +
      (inQuery ? `?orgId=${owned.orgId}&machine=${id}&person=${id}&session=${id}` : '');
    const payload = {
      none: undefined,
      ids: { id, ids: [id], orgId: owned.orgId, session: id },
      org: { orgId: owned.orgId },
    }[body];
    const answer = await stranger.ask(route.method, path, route.method === 'GET' ? undefined : payload);
    const shown = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
    const what = `${route.method} ${path} answered ${answer.status}`;
    expect(answer.status, what).toBeLessThan(500);
    expect(shown.includes(MARK), `${what} with the other org's mark: ${shown}`).toBe(false);
    const strangers = owned.ids.filter((other) => other !== id && other !== owned.orgId && shown.includes(other));
    expect(strangers, `${what} with ids of the other org`).toEqual([]);
  }
});

/** Routes of the API document that answer at once and end no session of the stranger. */
async function documentedRoutes(url: string): Promise<readonly Route[]> {
  const { paths } = (await (await fetch(`${url}/api/openapi.json`)).json()) as {
    paths: Record<string, Record<string, unknown>>;
  };
  const left = /\/(?:stream|events)$|\/me\/(?:sessions|sign-out-everywhere)|\/me\/org$|\/setup\//;
  return Object.entries(paths)
    .filter(([path]) => path.startsWith('/api/') && !left.test(path.replace('/audit/events', '/audit/all')))
    .flatMap(([path, methods]) => Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path })));
}

/** A person who is in no way connected with the first org. */
async function foundSecondOrg({ product }: Stand): Promise<Person> {
  const { ownerSetupUrl } = await product.admin<{ ownerSetupUrl: string }>(
    'setup',
    '--org',
    'stranger',
    '--name',
    'Stranger',
    '--owner',
    'mallory@example.net',
  );
  return (await completeSetup(ownerSetupUrl, { name: 'Stranger', slug: 'stranger' }, 'mallory@example.net')).person;
}

/** Gives the first org something of everything, each with the mark, and collects its ids. */
async function fill(stand: Stand): Promise<Possessions> {
  const { person } = stand.owner;
  await stand.publish(POLICY);
  await person.post('/api/v1/enrolment-tokens', { label: MARK, expiresInHours: 1, uses: 1 });
  await person.post('/api/v1/teams', { name: MARK, description: MARK });
  await person.post('/api/v1/projects', { name: MARK, description: MARK, remotes: [`https://git.test/${MARK}`] });
  await person.post('/api/v1/domains', { name: `${MARK}.example` });
  await person.post('/api/v1/connection-setup-links', { label: MARK, kind: 'saml' });
  await person.post('/api/v1/groups', { name: MARK });
  const machine = await stand.enrol(MARK);
  await machine.send([decisionEvent({ session: MARK, command: `echo ${MARK}` })]);
  const orgId = machine.orgId;
  const { person: owner } = await person.get<{ person: { id: string } }>('/api/v1/me');
  const review = { name: MARK, kinds: ['grant', 'machine'], reviewers: [owner.id], dueInDays: 7, outcome: 'keep' };
  await person.post('/api/v1/reviews', review);
  const lists = [
    'machines',
    'enrolment-tokens',
    'members',
    'teams',
    'projects',
    'groups',
    'grants',
    'sessions',
    'reviews',
    'audit/events',
    'audit/sessions',
    'policy/versions',
    'keys',
    'domains',
    'connection-setup-links',
    'roles',
  ];
  const found = await Promise.all(lists.map((list) => person.ask('GET', `/api/v1/${list}`)));
  const ids = new Set(
    found.flatMap(
      ({ body }) => JSON.stringify(body).match(/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g) ?? [],
    ),
  );
  return { orgId, ids: [...ids.add(orgId)] };
}

/** What the victim has, without what changes by itself. */
async function snapshot(person: Person): Promise<unknown> {
  const lists = [
    'org',
    'machines',
    'enrolment-tokens',
    'members',
    'teams',
    'projects',
    'groups',
    'grants',
    'reviews',
    'roles',
    'policy',
    'policy/versions',
    'keys',
    'domains',
    'connection-setup-links',
  ];
  const answers = await Promise.all(lists.map((list) => person.ask('GET', `/api/v1/${list}`)));
  return answers.map(({ status, body }) => [
    status,
    JSON.parse(JSON.stringify(body ?? null).replaceAll(/"lastSeenAt":"[^"]*"/g, '"lastSeenAt":""')),
  ]);
}
