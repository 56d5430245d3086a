import { connectionTest, connections, domains, identities, links, policy } from './federation-fixtures.js';
import { type Answer, type Handler, problem } from './answer.js';

const ok = (body: unknown): Answer => ({ status: 200, body });
const made = (body: unknown): Answer => ({ status: 201, body });
const done: Answer = { status: 204 };
const listOf = (items: readonly unknown[]): Answer => ok({ items, nextCursor: null });
const host = 'https://castellan.acme.example';

const urlsOf = (kind: unknown, id: string): Record<string, string> => {
  const at = (name: string) => `${host}/sso/${String(kind)}/${id}/${name}`;
  return kind === 'saml'
    ? { metadata: at('metadata'), acs: at('acs'), login: at('login'), slo: at('slo'), entityId: at('metadata') }
    : {
        login: at('login'),
        callback: at('callback'),
        logout: at('logout'),
        backchannelLogout: at('backchannel-logout'),
        jwks: at('jwks'),
      };
};

const RESERVED = '019ab3f2-5555-7000-8000-00000000c0de';
/** What the wizard has made in this process. It is tested by asking after its test. */
let drafted: Record<string, unknown> | null = null;
let asked = 0;

function draft(kind: unknown, id: string, body: Record<string, unknown>): Record<string, unknown> {
  drafted = {
    ...{ id, kind, status: 'draft', facts: {}, urls: urlsOf(kind, id), defaultRole: null, jit: true },
    voucher: { by: null, isOwner: true },
    ...{
      createdAt: new Date().toISOString(),
      updatedAt: new Date().toISOString(),
      testedAt: null,
      lastUsedAt: null,
      pending: null,
    },
    ...{ name: body['name'], settings: body['settings'] },
  };
  return drafted;
}

/** The identity provider of this process takes requests by redirect alone. */
const takesNoForm = (settings: unknown): boolean =>
  (settings as { requestBinding?: unknown } | undefined)?.requestBinding === 'post';
const NO_FORM: Answer = (() => {
  const why = 'requestBinding: The provider takes no requests by POST. Choose redirect.';
  const { status, body } = problem(
    422,
    'connection.settings_refused',
    'The settings of the connection cannot work.',
    why,
  );
  return { status, body: { ...(body as object), member: 'requestBinding' } };
})();

const found = (id: string | undefined): Record<string, unknown> | undefined =>
  drafted?.['id'] === id ? (drafted ?? undefined) : connections.find((connection) => connection.id === id);

function testBegun(): Answer {
  asked = 0;
  return made({ id: 'test', url: '/connection-test#test' });
}

/** The first question finds the test running; from the second on it has passed. */
function askedAfterTest(): Answer {
  asked += 1;
  if (asked === 1) return ok({ ...connectionTest('running', []), finishedAt: null });
  if (drafted !== null) drafted = { ...drafted, testedAt: new Date().toISOString() };
  return ok(connectionTest('passed'));
}

/** How single sign-on is set up, by an admin and by the holder of a link, and what each person sees of it. */
export const FEDERATION: readonly (readonly [method: string, pattern: RegExp, handler: Handler])[] = [
  ['GET', /^\/api\/v1\/connections$/, ({ isEmpty }) => listOf(isEmpty ? [] : connections)],
  [
    'POST',
    /^\/api\/v1\/connections\/reservations$/,
    ({ body }) => ok({ id: RESERVED, urls: urlsOf(body['kind'], RESERVED) }),
  ],
  ['POST', /^\/api\/v1\/connections$/, ({ body }) => made(draft(body['kind'], String(body['id']), body))],
  [
    'GET',
    /^\/api\/v1\/connections\/([^/]+)$/,
    (_question, [, id]) => {
      const connection = found(id);
      return connection === undefined
        ? problem(404, 'connection.not_found', 'No such connection.', 'It may have been deleted.')
        : ok(connection);
    },
  ],
  [
    'PATCH',
    /^\/api\/v1\/connections\/([^/]+)$/,
    ({ body }, [, id]) => {
      if (found(id) === undefined)
        return problem(404, 'connection.not_found', 'No such connection.', 'It may have been deleted.');
      return takesNoForm(body['settings']) ? NO_FORM : ok({ ...found(id), ...body });
    },
  ],
  ['DELETE', /^\/api\/v1\/connections\/[^/]+$/, () => done],
  ['POST', /^\/api\/v1\/connections\/([^/]+)\/vouch$/, (_question, [, id]) => ok(found(id))],
  [
    'POST',
    /^\/api\/v1\/connections\/([^/]+)\/live$/,
    (_question, [, id]) => {
      if (drafted?.['id'] === id) drafted = { ...drafted, status: 'live' };
      return ok(found(id));
    },
  ],
  ['POST', /^\/api\/v1\/connections\/([^/]+)\/disable$/, (_question, [, id]) => ok(found(id))],
  [
    'GET',
    /^\/api\/v1\/connections\/([^/]+)\/tests$/,
    (_question, [, id]) => listOf(id === RESERVED ? [] : [connectionTest('failed'), connectionTest('passed')]),
  ],
  ['POST', /^\/api\/v1\/connections\/[^/]+\/tests$/, testBegun],
  ['GET', /^\/api\/v1\/connections\/[^/]+\/tests\/[^/]+$/, askedAfterTest],
  [
    'POST',
    /^\/api\/v1\/connections\/([^/]+)\/pending\/promote$/,
    (_question, [, id]) => ok({ ...found(id), pending: null }),
  ],
  ['DELETE', /^\/api\/v1\/connections\/([^/]+)\/pending$/, (_question, [, id]) => ok({ ...found(id), pending: null })],
  ['GET', /^\/api\/v1\/domains$/, ({ isEmpty }) => listOf(isEmpty ? [] : domains)],
  ['POST', /^\/api\/v1\/domains$/, ({ body }) => made({ ...domains[1], name: body['name'] })],
  [
    'POST',
    /^\/api\/v1\/domains\/[^/]+\/verify$/,
    () =>
      problem(
        409,
        'domain.record_missing',
        'The TXT record was not found.',
        'The name servers answer that there is no such name. Records can take an hour to be seen; try again later.',
      ),
  ],
  ['PATCH', /^\/api\/v1\/domains\/[^/]+$/, ({ body }) => ok({ ...domains[0], ...body })],
  ['DELETE', /^\/api\/v1\/domains\/[^/]+$/, () => done],
  ['GET', /^\/api\/v1\/sign-in-policy$/, ({ isEmpty }) => ok(policy(!isEmpty))],
  ['PUT', /^\/api\/v1\/sign-in-policy$/, ({ body }) => ok({ ...policy(true), ...body })],
  ['PUT', /^\/api\/v1\/sign-in-policy\/break-glass\//, () => done],
  ['DELETE', /^\/api\/v1\/sign-in-policy\/break-glass\//, () => done],
  ['GET', /^\/api\/v1\/connection-setup-links$/, ({ isEmpty }) => listOf(isEmpty ? [] : links)],
  [
    'POST',
    /^\/api\/v1\/connection-setup-links$/,
    ({ body }) => made({ ...links[0], ...body, url: `${host}/connection-setup#q3vJt0cWmR5b2xZkq3vJt0cWmR5b2xZk` }),
  ],
  ['DELETE', /^\/api\/v1\/connection-setup-links\/[^/]+$/, () => done],
  [
    'GET',
    /^\/api\/v1\/connection-setup$/,
    () =>
      ok({
        ...{
          org: 'Acme Engineering',
          kind: 'saml',
          urls: urlsOf('saml', RESERVED),
          isChange: false,
          connection: drafted,
        },
        expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
      }),
  ],
  ['PUT', /^\/api\/v1\/connection-setup$/, ({ body }) => ok({ connection: draft('saml', RESERVED, body) })],
  ['POST', /^\/api\/v1\/connection-setup\/tests$/, testBegun],
  ['GET', /^\/api\/v1\/connection-setup\/tests\/[^/]+$/, askedAfterTest],
  ['GET', /^\/api\/v1\/me\/identities$/, ({ isEmpty }) => listOf(isEmpty ? [] : identities)],
  ['POST', /^\/api\/v1\/me\/identities$/, () => ok({ url: '/account' })],
  [
    'POST',
    /^\/api\/v1\/sign-in\/discover$/,
    ({ body }) => {
      const isOfAcme = String(body['email']).endsWith('@acme.example');
      return ok({
        connections: isOfAcme
          ? connections.slice(0, 2).map(({ id, name, kind }) => ({ id, name, kind, url: `/sso/${kind}/${id}/login` }))
          : [],
        ssoRequired: false,
      });
    },
  ],
];
