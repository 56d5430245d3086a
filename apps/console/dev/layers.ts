import { type Answer, type Handler, problem } from './answer.js';

const ok = (body: unknown): Answer => ({ status: 200, body });
const done: Answer = { status: 204 };
const id = (place: number): string => `019ab3f2-7777-7000-8000-0000000000${String(place).padStart(2, '0')}`;
const author = { id: id(90), label: 'grace@acme.example' };
const TEXT =
  'version: 1\n# Payments may run its own database tools.\ncommands:\n  - { id: payments.psql, program: psql, effect: ask }\n';

const version = {
  version: 2,
  reason: 'The payments team migrates its own tables',
  author,
  publishedAt: '2026-11-20T09:30:00.000Z',
  digest: 'a'.repeat(64),
  rollbackOf: null,
};
const versions = [
  version,
  { ...version, version: 1, reason: 'A first layer', publishedAt: '2026-11-02T10:00:00.000Z' },
];
const lockedBy = { kind: 'org', id: id(91), name: 'the organisation' };
const refused = [{ what: 'defaults.high', lockedBy }];

const waiver = (place: number, over: object) => ({
  id: id(place),
  state: 'pending',
  subject: { kind: 'user', id: id(80), label: 'ada@acme.example' },
  rules: ['no-curl'],
  effect: 'ask',
  bounds: { programs: ['curl'] },
  reason: 'The vendor’s installer fetches its parts',
  startsAt: null,
  expiresAt: '2026-12-12T12:00:00.000Z',
  requester: { id: id(80), label: 'ada@acme.example' },
  requestedAt: '2026-11-29T08:00:00.000Z',
  decidedBy: null,
  decidedAt: null,
  decisionReason: null,
  endedAt: null,
  mayDecide: true,
  notes: ['It pierces a lock: no-curl is locked by the organisation.'],
  ...over,
});
const decided = { decidedBy: 'grace@acme.example', decidedAt: '2026-11-29T09:00:00.000Z', mayDecide: false, notes: [] };
const waivers: Readonly<Record<string, readonly object[]>> = {
  pending: [waiver(1, {})],
  running: [
    waiver(2, { ...decided, state: 'active', subject: { kind: 'team', id: id(81), label: 'Payments' }, bounds: null }),
  ],
  over: [waiver(3, { ...decided, state: 'denied' }), waiver(4, { ...decided, state: 'expired' })],
};

const applied = {
  policyVersion: 12,
  mayLoosen: null,
  layers: [
    { kind: 'org', id: id(91), name: 'the organisation', version: 12 },
    { kind: 'team', id: `team/${id(81)}`, name: 'Payments', version: 2 },
  ],
  values: [
    { setting: 'defaults.low', value: 'allow', layer: 0 },
    { setting: 'defaults.medium', value: 'ask', layer: 0 },
    { setting: 'session.maxMinutes', value: 120, layer: 1 },
  ],
  rules: [
    { section: 'commands', id: 'no-curl', effect: 'reject', layer: 0 },
    { section: 'commands', id: 'payments.psql', effect: 'ask', layer: 1 },
  ],
  locks: [{ what: 'defaults', layer: 0 }],
  refused: [{ what: 'defaults.high', layer: 1, lockedBy: 0 }],
  waivers: [
    {
      id: id(2),
      rules: ['no-curl'],
      effect: 'ask',
      expires: '2026-12-12T12:00:00.000Z',
      reason: 'The vendor’s installer',
    },
  ],
  document: { version: 1 },
};

const none = problem(
  404,
  'policy.layer_none',
  'Nothing is published here yet.',
  'What the organisation says holds there.',
);
const noPolicy = problem(
  404,
  'policy.none',
  'This organisation has published no policy yet.',
  'Publish a first policy.',
);
const AT = '^/api/v1/policy/scopes/(team|group|project)/[^/]+';

/** Layers of the policy, what applies, and waivers. */
export const LAYERS: readonly (readonly [method: string, path: RegExp, handler: Handler])[] = [
  [
    'GET',
    /^\/api\/v1\/policy\/scopes$/,
    ({ isEmpty }) => ok({ items: isEmpty ? [] : [{ scope: { kind: 'team', id: id(81), name: 'Payments' }, version }] }),
  ],
  ['GET', new RegExp(`${AT}$`), ({ isEmpty }) => (isEmpty ? none : ok({ ...version, text: TEXT, format: 'yaml' }))],
  ['GET', new RegExp(`${AT}/versions$`), ({ isEmpty }) => ok({ items: isEmpty ? [] : versions, nextCursor: null })],
  [
    'POST',
    new RegExp(`${AT}/preview$`),
    () =>
      ok({
        issues: [],
        refused,
        changes: [],
        before: '{\n  "version": 1\n}',
        after: '{\n  "version": 1,\n  "commands": []\n}',
      }),
  ],
  [
    'POST',
    new RegExp(`${AT}/versions(/[0-9]+/rollback)?$`),
    () => ({ status: 201, body: { ...version, version: 3, text: TEXT, format: 'yaml', refused } }),
  ],
  ['POST', new RegExp(`${AT}/withdrawal$`), () => done],
  ['GET', /^\/api\/v1\/policy\/applied(\/mine)?$/, ({ isEmpty }) => (isEmpty ? noPolicy : ok(applied))],
  ['GET', /^\/api\/v1\/policy\/waivers\/rule$/, () => ok({ maxDays: 30 })],
  ['PUT', /^\/api\/v1\/policy\/waivers\/rule$/, () => done],
  [
    'GET',
    /^\/api\/v1\/policy\/waivers(\/mine)?$/,
    ({ query, isEmpty }) =>
      ok({ items: isEmpty ? [] : (waivers[query.get('show') ?? 'pending'] ?? []), nextCursor: null }),
  ],
  ['POST', /^\/api\/v1\/policy\/waivers$/, () => ({ status: 201, body: { id: id(9) } })],
  ['POST', /^\/api\/v1\/policy\/waivers\/[^/]+\/(decision|end|withdrawal)$/, () => done],
];
