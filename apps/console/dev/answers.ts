import { EFFECTS, policyJsonSchema } from '../../../libs/contracts/src/index.js';
import type { AuditEvent, PageOf, PolicyVersion } from '../src/api/wire.js';
import { type Answer, type Handler, problem, type Question } from './answer.js';
import { DRAFTS } from './drafts.js';
import { FEDERATION } from './federation.js';
import * as made from './fixtures.js';
import { LAYERS } from './layers.js';
import { detailOf } from './ledger.js';

const ok = (body: unknown): Answer => ({ status: 200, body });
const done: Answer = { status: 204 };
const notFound = problem(404, 'request.not_found', 'There is no such thing.', 'It may have been removed.');
const page = <T>(all: readonly T[], { query, isEmpty }: Question, size = 50): PageOf<T> => {
  const from = Number(query.get('cursor') ?? '0');
  const limit = Number(query.get('limit') ?? size);
  return {
    items: isEmpty ? [] : all.slice(from, from + limit),
    nextCursor: !isEmpty && from + limit < all.length ? String(from + limit) : null,
  };
};

const PERMISSIONS: readonly (readonly [string, string])[] = [
  ['org:read', 'See the organisation'],
  ['org:update', 'Change the organisation’s settings'],
  ['member:read', 'See who belongs to the organisation'],
  ['member:invite', 'Invite people'],
  ['member:update', 'Suspend members'],
  ['session:read', 'See where members are signed in'],
  ['session:end', 'Sign members out'],
  ['group:manage', 'Make groups, and say who is in them'],
  ['project:read', 'See projects and their git remotes'],
  ['project:manage', 'Make projects, and say which git remotes are theirs'],
  ['review:read', 'See access reviews'],
  ['review:manage', 'Begin and close access reviews'],
  ['team:read', 'See teams and who is in them'],
  ['team:manage', 'Make teams, and say who is in them'],
  ['role:read', 'See roles and who has them'],
  ['role:update', 'Give and take roles'],
  ['elevation:request', 'Ask for a role for a while'],
  ['connection:read', 'See how people sign in: connections, domains, the sign-in policy'],
  ['connection:manage', 'Set up connections to identity providers, domains and the sign-in policy'],
  ['service_account:read', 'See service accounts and their keys'],
  ['service_account:manage', 'Make service accounts, change their roles, make and revoke their keys'],
  ['directory:read', 'See directories, what they brought and what they asked for'],
  ['directory:manage', 'Make directories and their tokens, and try again what they were refused'],
  ['policy:read', 'Read policies and their history'],
  ['policy:draft', 'Write drafts of policies and talk about them'],
  ['policy:review', 'Approve drafts of policies that others wrote, and send them back'],
  ['policy:shadow', 'Try drafts of policies on machines beside the live one'],
  ['policy:publish', 'Publish policies and roll back'],
  ['waiver:read', 'See exceptions from the policy'],
  ['waiver:request', 'Ask for an exception from the policy'],
  ['waiver:approve', 'Approve and end exceptions from the policy, those from what is locked too'],
  ['machine:read', 'See the fleet'],
  ['machine:revoke', 'Take machines out of the fleet'],
  ['enrolment:read', 'See enrolment tokens'],
  ['enrolment:create', 'Make and end enrolment tokens'],
  ['audit:read', 'Read the evidence, its encrypted content too'],
  ['audit:export', 'Export the evidence'],
  ['key:read', 'See the organisation’s keys'],
  ['key:rotate', 'Rotate the organisation’s keys'],
  ['job:read', 'See jobs that failed'],
  ['job:retry', 'Try failed jobs again'],
];
const role = (name: string, title: string, description: string, may: (permission: string) => boolean) => ({
  name,
  builtIn: !name.startsWith('on-'),
  title,
  description,
  permissions: PERMISSIONS.filter(([permission]) => may(permission)).map(([permission, means]) => ({
    name: permission,
    means,
  })),
});
const roles = [
  role('owner', 'Owner', 'May do everything, and is the only one who makes owners.', () => true),
  role('admin', 'Administrator', 'Runs the organisation. Does not rotate keys.', (name) => name !== 'key:rotate'),
  role(
    'security-admin',
    'Security administrator',
    'Writes policies, investigates, holds the keys.',
    (name) => name.endsWith(':read') || /^(?:policy|machine|enrolment|audit|key|job):/.test(name),
  ),
  role(
    'auditor',
    'Auditor',
    'Reads everything and exports evidence.',
    (name) => name.endsWith(':read') || name === 'audit:export',
  ),
  role('developer', 'Developer', 'Sees the policy that applies.', (name) => ['org:read', 'policy:read'].includes(name)),
  role('on-call', 'On call', 'Looks into alerts at night.', (name) => ['audit:read', 'machine:read'].includes(name)),
];

const daysFrom = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
const serviceKey = (name: string, hint: string, over: object) => ({
  id: `0190f5fe-7c00-7a00-8000-0000000000${hint.slice(0, 2)}`,
  name,
  hint,
  state: 'good',
  permissions: ['*'],
  networks: [],
  createdAt: daysFrom(-40),
  createdBy: 'ada@example.com',
  expiresAt: daysFrom(50),
  lastUsedAt: daysFrom(-0.1),
  lastUsedFrom: '192.0.2.17',
  ...over,
});
const serviceAccounts = [
  {
    id: '0190f5fe-7c00-7a00-8000-00000000aa01',
    name: 'Deploy pipeline',
    description: 'Publishes the policy from the repository after review.',
    status: 'active',
    roles: ['security-admin'],
    createdAt: daysFrom(-40),
    createdBy: 'ada@example.com',
    keys: [
      serviceKey('GitHub, production', '11aQ', {
        permissions: ['policy:publish', 'policy:read'],
        networks: ['192.0.2.0/24'],
      }),
      serviceKey('Old laptop', '22xz', { state: 'revoked', lastUsedAt: null, lastUsedFrom: null }),
    ],
  },
  {
    id: '0190f5fe-7c00-7a00-8000-00000000aa02',
    name: 'SIEM reader',
    description: '',
    status: 'disabled',
    roles: ['auditor'],
    createdAt: daysFrom(-90),
    createdBy: 'grace@example.com',
    keys: [],
  },
];

const invitations = [
  {
    id: '019ab3f2-0000-7000-8000-00000000aa01',
    email: 'emmy@acme.example',
    role: 'auditor',
    invitedBy: 'ada@acme.example',
    createdAt: new Date(Date.now() - 3_600_000).toISOString(),
    expiresAt: new Date(Date.now() + 82_800_000).toISOString(),
  },
];
const teams = ['Payments', 'Platform', 'Research'].map((name, place) => ({
  id: `0190f5fe-7c00-7a00-8000-00000000ff0${String(place)}`,
  name,
  description: ['Those who may touch money', 'Builds what the others stand on', ''][place],
  members: [4, 11, 0][place],
  createdAt: daysFrom(-20 * (place + 1)),
}));
const elevations = (['pending', 'running', 'over', 'rejected'] as const).map((state, place) => ({
  id: `0190f5fe-7c00-7a00-8000-00000000ee0${String(place)}`,
  person: {
    id: `0190f5fe-7c00-7a00-8000-00000000ef0${String(place)}`,
    label: `${['mei', 'grace', 'linus', 'jonas'][place] ?? 'ada'}@acme.example`,
  },
  role: ['security-admin', 'admin', 'auditor', 'owner'][place],
  reason: ['Rotate the key that leaked', 'Incident 471', 'Audit of the quarter', 'Just to see'][place],
  minutes: 60,
  state,
  requestedAt: daysFrom(-0.02 * (place + 1)),
  decidedAt: state === 'pending' ? null : daysFrom(-0.01),
  decidedBy: state === 'pending' ? null : 'ada@acme.example',
  decisionReason: null,
  endsAt: state === 'running' ? daysFrom(0.03) : null,
  endedAt: null,
  mayDecide: state === 'pending',
}));

const newest = (): readonly AuditEvent[] => made.events.toReversed();

/** As if a draft rejected what was asked about in the latest calls. */
function replayed(): object {
  const calls = newest().filter(({ effect }) => effect !== null);
  const asked = calls.filter(({ effect }) => effect === 'ask');
  return {
    replayed: calls.length,
    unknown: 3,
    earliest: calls.at(-1)?.at ?? null,
    latest: calls[0]?.at ?? null,
    moves: [
      { was: 'allow', is: 'allow', calls: calls.length - asked.length },
      { was: 'ask', is: 'reject', calls: asked.length },
    ],
    rules: [{ rule: 'network/no-upload', stricter: asked.length, milder: 0 }],
    changed: asked.slice(0, 100).map(({ id, at, actor, agent }) => ({
      ...{ id, at, agent, actor: actor.label, tool: 'Bash', was: 'ask', is: 'reject' },
      rules: ['network/no-upload'],
      reasons: ['Data leaves by the artefact store only.'],
    })),
  };
}
const summaryOf = ({ text: _text, format: _format, ...summary }: PolicyVersion) => summary;

function overview({ query, isEmpty }: Question): Answer {
  const days = Number(query.get('days') ?? '30');
  const series = Array.from({ length: days }, (_, place) => {
    const day = new Date(Date.now() - (days - 1 - place) * 86_400_000).toISOString().slice(0, 10);
    const its = made.events.filter(({ at, effect }) => effect !== null && at.startsWith(day));
    return {
      day,
      ...Object.fromEntries(
        EFFECTS.map((effect) => [effect, isEmpty ? 0 : its.filter((event) => event.effect === effect).length * 23]),
      ),
    };
  });
  const sum = (effect: string) =>
    series.reduce((total, day) => total + ((day as Record<string, unknown>)[effect] as number), 0);
  const rules = Map.groupBy(
    made.events.flatMap((event) => event.rules),
    (rule) => rule,
  );
  return ok({
    machines: isEmpty
      ? { total: 0, connected: 0 }
      : { total: made.machines.length, connected: made.machines.filter(({ status }) => status === 'connected').length },
    sessions: isEmpty ? 0 : made.sessions.length,
    decisions: { allow: sum('allow'), ask: sum('ask'), reject: sum('reject') },
    series,
    topRules: isEmpty
      ? []
      : [...rules]
          .map(([rule, its]) => ({ rule, count: its.length }))
          .sort((a, b) => b.count - a.count)
          .slice(0, 8),
    policy: isEmpty ? null : { version: 4, publishedAt: made.versions.at(-1)?.publishedAt },
  });
}

function searched({ query }: Question): AuditEvent[] {
  const wants = (name: string, found: readonly (string | null | undefined)[]) =>
    !query.has(name) || found.includes(query.get(name));
  const words = (query.get('q') ?? '').toLowerCase();
  return newest().filter(
    (event) =>
      wants('kind', [event.kind]) &&
      wants('effect', [event.effect]) &&
      wants('agent', [event.agent]) &&
      wants('tool', [event.tool]) &&
      wants('person', [event.actor.id]) &&
      wants('machine', [event.machine?.id]) &&
      wants('session', [event.session]) &&
      wants('rule', event.rules) &&
      event.at >= (query.get('from') ?? '') &&
      `${event.tool ?? ''} ${event.reason ?? ''} ${event.actor.label} ${event.machine?.label ?? ''} ${event.kind}`
        .toLowerCase()
        .includes(words),
  );
}

function published(question: Question, text: string, format: 'yaml' | 'json', rollbackOf: number | null): Answer {
  const current = made.versions.length;
  const { basedOn, reason } = question.body;
  if (rollbackOf === null && basedOn !== (question.isEmpty ? null : current))
    return problem(
      409,
      'policy.stale',
      'Somebody else has published in the meantime.',
      `Version ${String(current)} is in force now.`,
    );
  made.versions.push({
    version: current + 1,
    text,
    format,
    reason: String(reason),
    author: { id: made.owner.id, label: made.owner.name },
    publishedAt: new Date().toISOString(),
    digest: '0'.repeat(64),
    rollbackOf,
  });
  return { status: 201, body: summaryOf(made.versions.at(-1) as PolicyVersion) };
}

const signIn = (code: unknown): Answer =>
  code === '000000'
    ? problem(
        422,
        'totp.code_wrong',
        'The code is wrong.',
        'Enter the code that your authenticator shows now; check its clock.',
      )
    : ok({ redirectTo: '/' });
const codes = Array.from({ length: 10 }, (_, place) => `k${String(place)}wq-7p2x-m${String(place)}ed`);

/** What is answered to which door; the first that fits answers. */
export const ANSWERS: readonly (readonly [method: string, pattern: RegExp, handler: Handler])[] = [
  ...FEDERATION,
  ...LAYERS,
  ...DRAFTS,
  ['POST', /^\/api\/v1\/me\/org$/, () => done],
  [
    'GET',
    /^\/api\/v1\/me\/passkeys$/,
    (question) =>
      ok(
        page(
          [{ id: 'p1', name: 'Work laptop', createdAt: made.events[0]?.at, lastUsedAt: made.events.at(-1)?.at }],
          question,
        ),
      ),
  ],
  [
    'GET',
    /^\/api\/v1\/me\/sessions$/,
    () =>
      ok({
        items: [
          {
            id: 's1',
            createdAt: made.events.at(-9)?.at,
            lastSeenAt: made.events.at(-1)?.at,
            ip: '192.0.2.14',
            userAgent: 'Mozilla/5.0 (X11; Linux x64) Firefox/140.0',
            current: true,
          },
          {
            id: 's2',
            createdAt: made.events[40]?.at,
            lastSeenAt: made.events.at(-90)?.at,
            ip: '198.51.100.7',
            userAgent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X) AppleWebKit Chrome/140 Safari/537',
            current: false,
          },
        ],
        nextCursor: null,
      }),
  ],
  ['DELETE', /^\/api\/v1\/me\//, () => done],
  ['POST', /^\/auth\/logout$/, () => done],
  [
    'POST',
    /^\/api\/v1\/setup\/inspect$/,
    ({ body }) =>
      body['token'] === 'expired'
        ? problem(
            404,
            'setup.link_expired',
            'The set-up link has expired.',
            'Ask an owner for a new one, or start Castellan again to have one printed.',
          )
        : ok({
            expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
            ...(body['token'] === 'invited'
              ? { kind: 'owner', org: made.org, email: 'ada@acme.example', role: 'developer' }
              : { kind: 'first-run' }),
          }),
  ],
  [
    'POST',
    /^\/api\/v1\/setup\/totp$/,
    () =>
      ok({
        secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
        uri: 'otpauth://totp/Castellan:ada@acme.example?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Castellan',
      }),
  ],
  ['POST', /^\/api\/v1\/setup\/complete$/, () => ({ status: 201, body: { recoveryCodes: codes } })],
  ['GET', /^\/api\/v1\/sign-in$/, () => ok({ client: 'castellan-console', step: 'identify' })],
  [
    'POST',
    /^\/api\/v1\/sign-in\/password$/,
    ({ body }) =>
      body['password'] === 'wrong'
        ? problem(401, 'sign_in.refused', 'E-mail or password is wrong.', 'Check both and try again.')
        : ok({ step: 'totp' }),
  ],
  ['POST', /^\/api\/v1\/sign-in\/(?:totp|recovery)$/, ({ body }) => signIn(body['code'])],
  [
    'POST',
    /^\/api\/v1\/device\/inspect$/,
    ({ body }) =>
      body['userCode'] === 'AAAA-AAAA'
        ? problem(
            404,
            'device.code_unknown',
            'There is no such code.',
            'Compare it with what the machine shows; codes expire after ten minutes.',
          )
        : ok({
            client: 'castellan-cli',
            scopes: ['openid', 'offline_access', 'machine'],
            machine: { hostname: 'thinkpad-ada', os: 'Ubuntu 24.04', ip: '192.0.2.14' },
            requestedAt: new Date(Date.now() - 40_000).toISOString(),
            expiresAt: new Date(Date.now() + 540_000).toISOString(),
          }),
  ],
  ['POST', /^\/api\/v1\/device\/(?:approve|deny)$/, () => done],
  [
    'GET',
    /^\/api\/v1\/members$/,
    (question) => ok(page(question.isEmpty ? made.members.slice(0, 1) : made.members, { ...question, isEmpty: false })),
  ],
  ['PUT', /^\/api\/v1\/members\/[^/]+\/roles$/, () => done],
  ['GET', /^\/api\/v1\/groups$/, (question) => ok(page(made.groups, question))],
  ['POST', /^\/api\/v1\/groups$/, () => ({ status: 201, body: made.groups[0] })],
  ['GET', /^\/api\/v1\/groups\/[^/]+$/, () => ok(made.groups[0])],
  [
    'GET',
    /^\/api\/v1\/groups\/[^/]+\/members$/,
    (question) =>
      ok(
        page(
          made.members.slice(0, 3).map(({ person, status }) => ({ person, status })),
          question,
        ),
      ),
  ],
  ['GET', /^\/api\/v1\/grants$/, (question) => ok(page(made.grants, question))],
  ['POST', /^\/api\/v1\/grants$/, () => ({ status: 201, body: { id: made.grants[0]?.id } })],
  ['GET', /^\/api\/v1\/projects$/, (question) => ok(page(made.projects, question))],
  ['POST', /^\/api\/v1\/projects$/, () => ({ status: 201, body: made.projects[0] })],
  ['GET', /^\/api\/v1\/reviews\/inbox$/, (question) => ok(page(made.waitingItems, question))],
  ['GET', /^\/api\/v1\/reviews$/, (question) => ok(page(made.reviews, question))],
  ['POST', /^\/api\/v1\/reviews$/, () => ({ status: 201, body: { id: made.reviews[0]?.id } })],
  ['GET', /^\/api\/v1\/reviews\/[^/]+$/, () => ok(made.reviewDetail)],
  ['GET', /^\/api\/v1\/reviews\/[^/]+\/items$/, (question) => ok(page(made.reviewItems, question))],
  ['POST', /^\/api\/v1\/reviews\/[^/]+\//, () => done],
  [
    'GET',
    /^\/api\/v1\/elevation-rules$/,
    () =>
      ok({
        items: roles.map(({ name, title }, place) => ({
          role: name,
          title,
          isAskable: place !== 0,
          maxMinutes: place === 1 ? 120 : 1_440,
          approver:
            place === 1
              ? { kind: 'group', id: made.groups[0]?.id, label: made.groups[0]?.name }
              : { kind: 'givers', id: null, label: null },
          isWritten: place < 2,
        })),
      }),
  ],
  ['GET', /^\/api\/v1\/sessions$/, (question) => ok(page(made.memberSessions, question))],
  ['DELETE', /^\/api\/v1\/sessions\/[^/]+$/, () => done],
  ['POST', /^\/api\/v1\/members\/[^/]+\/end-sessions$/, () => ok({ ended: 2 })],
  [
    'GET',
    /^\/api\/v1\/session-policy$/,
    () => ok({ idleMinutes: 480, absoluteMinutes: 1440, proofMinutes: 10, freshForPublish: true }),
  ],
  ['PUT', /^\/api\/v1\/session-policy$/, () => done],
  ['GET', /^\/api\/v1\/me\/devices$/, ({ isEmpty }) => ok({ items: isEmpty ? [] : made.ownDevices })],
  ['POST', /^\/api\/v1\/me\/sign-out-everywhere$/, () => done],
  ['GET', /^\/api\/v1\/me\/proof$/, () => ok({ passkey: false, totp: true, connection: false })],
  ['POST', /^\/api\/v1\/me\/proof$/, () => done],
  [
    'GET',
    /^\/api\/v1\/members\/[^/]+\/access$/,
    () =>
      ok({
        status: 'active',
        roles: ['auditor'],
        permissions: (roles[3]?.permissions ?? []).map((each) => ({
          ...each,
          through: [
            { role: 'auditor', title: 'Auditor', endsAt: null, group: null, team: null },
            { role: 'auditor', title: 'Auditor', endsAt: daysFrom(0.05), group: null, team: null },
            { role: 'auditor', title: 'Auditor', endsAt: null, group: made.groups[0], team: { name: 'Payments' } },
          ],
        })),
      }),
  ],
  [
    'POST',
    /^\/api\/v1\/invitations$/,
    () => ({ status: 201, body: { url: 'http://127.0.0.1:8470/setup#q3vJt0cWmR5b2xZk' } }),
  ],
  ['GET', /^\/api\/v1\/invitations$/, ({ isEmpty }) => ok({ items: isEmpty ? [] : invitations, nextCursor: null })],
  ['GET', /^\/api\/v1\/roles$/, () => ok({ items: roles })],
  ['GET', /^\/api\/v1\/directories$/, ({ isEmpty }) => ok({ items: isEmpty ? [] : [made.directory] })],
  ['GET', /^\/api\/v1\/directories\/[^/]+$/, () => ok(made.directory)],
  [
    'POST',
    /^\/api\/v1\/directories$/,
    () => ({
      status: 201,
      body: { id: made.directory.id, baseUrl: made.directory.baseUrl, token: 'cst_scim_shown-once' },
    }),
  ],
  [
    'POST',
    /^\/api\/v1\/directories\/[^/]+\/tokens$/,
    () => ({ status: 201, body: { id: 'x', token: 'cst_scim_shown-once' } }),
  ],
  ['POST', /^\/api\/v1\/directories\/[^/]+\/tokens\/[^/]+\/vouch$/, () => done],
  ['DELETE', /^\/api\/v1\/directories\/.+$/, () => done],
  ['GET', /^\/api\/v1\/directories\/[^/]+\/users$/, (question) => ok(page(made.directoryUsers, question))],
  ['GET', /^\/api\/v1\/directories\/[^/]+\/groups$/, (question) => ok(page(made.directoryGroups, question))],
  ['GET', /^\/api\/v1\/directories\/[^/]+\/log$/, (question) => ok(page(made.directoryLog, question))],
  ['POST', /^\/api\/v1\/directories\/[^/]+\/log\/[^/]+\/replay$/, () => ok({ status: 201, detail: null })],
  ['GET', /^\/api\/v1\/teams$/, ({ isEmpty }) => ok({ items: isEmpty ? [] : teams })],
  ['GET', /^\/api\/v1\/teams\/[^/]+$/, ({ isEmpty }) => ok({ ...teams[0], ...(isEmpty && { members: 0 }) })],
  ['POST', /^\/api\/v1\/teams$/, ({ body }) => ({ status: 201, body: { ...teams[0], ...body } })],
  [
    'GET',
    /^\/api\/v1\/teams\/[^/]+\/members$/,
    (question) =>
      ok(
        page(
          made.members.slice(0, 4).map((each) => ({ ...each, addedAt: daysFrom(-7) })),
          question,
        ),
      ),
  ],
  ['POST', /^\/api\/v1\/teams\/[^/]+\/members$/, () => done],
  ['GET', /^\/api\/v1\/elevations$/, ({ isEmpty }) => ok({ items: isEmpty ? [] : elevations, nextCursor: null })],
  [
    'GET',
    /^\/api\/v1\/permissions$/,
    () => ok({ items: PERMISSIONS.map(([name, means]) => ({ name, means, delegating: false })) }),
  ],
  ['GET', /^\/api\/v1\/service-accounts$/, ({ isEmpty }) => ok({ items: isEmpty ? [] : serviceAccounts })],
  ['GET', /^\/api\/v1\/trust-rules$/, ({ isEmpty }) => ok({ items: isEmpty ? [] : made.trustRules(serviceAccounts) })],
  ['POST', /^\/api\/v1\/trust-rules\/issuer$/, ({ body }) => ok({ issuer: body['issuer'], keys: 2 })],
  ['POST', /^\/api\/v1\/trust-rules$/, () => ok({ id: serviceAccounts[0]?.id })],
  [
    'POST',
    /^\/api\/v1\/service-accounts\/[^/]+\/keys/,
    () => ok({ id: serviceAccounts[0]?.id, token: `cst_sa_${'x'.repeat(43)}` }),
  ],
  ['DELETE', /^\/api\/v1\/service-accounts\/[^/]+\/keys\/[^/]+$/, () => done],
  ['GET', /^\/api\/v1\/org$/, () => ok(made.org)],
  ['PATCH', /^\/api\/v1\/org$/, ({ body }) => ok({ ...made.org, name: body['name'] })],
  [
    'POST',
    /^\/api\/v1\/orgs$/,
    ({ body }) =>
      body['slug'] === 'acme'
        ? problem(409, 'org.slug_taken', 'That short name is taken.', '"acme" is taken; choose another short name.')
        : { status: 201, body: { id: 'new', ...body } },
  ],
  ['GET', /^\/api\/v1\/overview$/, overview],
  [
    'GET',
    /^\/api\/v1\/policy$/,
    ({ isEmpty }) =>
      isEmpty
        ? problem(404, 'policy.none', 'This organisation has published no policy yet.', 'Publish one.')
        : ok(made.versions.at(-1)),
  ],
  ['GET', /^\/api\/v1\/policy\/schema$/, () => ok(policyJsonSchema())],
  ['GET', /^\/api\/v1\/policy\/versions$/, (question) => ok(page(made.versions.map(summaryOf).toReversed(), question))],
  ['GET', /^\/api\/v1\/policy\/versions\/(\d+)$/, (_question, [, number]) => ok(made.versions[Number(number) - 1])],
  ['POST', /^\/api\/v1\/policy\/validate$/, () => ok({ issues: [] })],
  ['POST', /^\/api\/v1\/audit\/simulations$/, () => ok(replayed())],
  [
    'POST',
    /^\/api\/v1\/policy\/versions$/,
    (question) => published(question, String(question.body['text']), question.body['format'] as 'yaml', null),
  ],
  [
    'POST',
    /^\/api\/v1\/policy\/versions\/(\d+)\/rollback$/,
    (question, [, number]) =>
      published(question, made.versions[Number(number) - 1]?.text ?? '', 'yaml', Number(number)),
  ],
  [
    'GET',
    /^\/api\/v1\/policy\/diff$/,
    ({ query }) => {
      const [from, to] = [made.versions[Number(query.get('from')) - 1], made.versions[Number(query.get('to')) - 1]];
      return ok({
        from,
        to,
        changes:
          from?.text === to?.text
            ? []
            : [
                { path: '/commands/git-force-push/effect', kind: 'changed', before: 'reject', after: 'ask' },
                {
                  path: '/network/package-registries',
                  kind: 'added',
                  before: null,
                  after: { id: 'package-registries', effect: 'allow' },
                },
              ],
      });
    },
  ],
  [
    'GET',
    /^\/api\/v1\/machines$/,
    (question) =>
      ok(
        page(
          made.machines.filter(
            (machine) =>
              `${machine.hostname} ${machine.person?.label ?? ''}`
                .toLowerCase()
                .includes((question.query.get('q') ?? '').toLowerCase()) &&
              (question.query.get('status') ?? machine.status) === machine.status,
          ),
          question,
        ),
      ),
  ],
  [
    'GET',
    /^\/api\/v1\/machines\/([^/]+)$/,
    (_question, [, id]) => {
      const found = made.machines.find((machine) => machine.id === id);
      return found === undefined ? notFound : ok(found);
    },
  ],
  ['POST', /^\/api\/v1\/machines\/[^/]+\/revoke$/, () => done],
  ['GET', /^\/api\/v1\/enrolment-tokens$/, (question) => ok(page(made.tokens, question))],
  [
    'POST',
    /^\/api\/v1\/enrolment-tokens$/,
    ({ body }) => ({
      status: 201,
      body: { ...made.tokens[0], label: body['label'], token: 'cst_enrol_9f3kQ2mZ7yXw0LrT5vBn8cJd1sHp4aGe' },
    }),
  ],
  ['DELETE', /^\/api\/v1\/enrolment-tokens\//, () => done],
  ['GET', /^\/api\/v1\/audit\/events$/, (question) => ok(page(searched(question), question))],
  [
    'GET',
    /^\/api\/v1\/audit\/events\/([^/]+)$/,
    (_question, [, id]) => {
      const found = made.events.find((event) => event.id === id);
      return found === undefined ? notFound : ok(detailOf(found));
    },
  ],
  [
    'GET',
    /^\/api\/v1\/audit\/sessions$/,
    (question) =>
      ok(
        page(
          made.sessions.filter(({ agent }) => (question.query.get('agent') ?? agent) === agent),
          question,
        ),
      ),
  ],
  [
    'GET',
    /^\/api\/v1\/audit\/sessions\/([^/]+)$/,
    (_question, [, id]) => {
      const found = made.sessions.find((session) => session.id === id);
      return found === undefined
        ? notFound
        : ok({ ...found, eventCount: found.events, events: made.events.filter(({ session }) => session === id) });
    },
  ],
  [
    'POST',
    /^\/api\/v1\/audit\/verify$/,
    () => ok({ ok: true, size: made.events.length, contents: 2_080, erased: 0, unread: 0, faults: [], faultCount: 0 }),
  ],
  ['GET', /^\/api\/v1\/keys$/, ({ isEmpty }) => ok(isEmpty ? [] : made.keys)],
  ['GET', /^\/api\/v1\/jobs\/dead$/, (question) => ok(page(made.deadJobs, question))],
  ['POST', /^\/api\/v1\/jobs\/dead\//, () => done],
];

export const me = {
  person: { ...made.owner, isManaged: false },
  org: made.org,
  orgs: made.orgs,
  permissions: PERMISSIONS.map(([name]) => name),
  elevations: [],
  inTeams: [],
  csrfToken: 'memory',
  session: { expiresAt: new Date(Date.now() + 28_800_000).toISOString(), connectionId: null },
};
