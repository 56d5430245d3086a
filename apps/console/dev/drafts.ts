import { type Answer, type Handler, problem } from './answer.js';
import { versions } from './fixtures.js';

const ok = (body: unknown): Answer => ({ status: 200, body });
const made = (body: unknown): Answer => ({ status: 201, body });
const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();
const HOUR = 60;

const ADA = { id: '0190f5fe-7c00-7a00-8000-0000000000a1', label: 'Ada Okafor' };
const LINUS = { id: '0190f5fe-7c00-7a00-8000-0000000000a2', label: 'Linus Berg' };
export const DRAFT_ID = '0190f5fe-7c00-7a00-8000-00000000dd01';
const SHADOW_ID = '0190f5fe-7c00-7a00-8000-00000000dd51';

const standing = versions.at(-1);
const text = `${standing?.text ?? ''}tools:
  - id: no-browser-tools
    effect: reject
    tool: "browser_*"
`;

interface MemoryDraft {
  readonly id: string;
  title: string;
  text: string;
  revision: number;
  basedOn: number | null;
  state: string;
  approval: unknown;
  version: number | null;
  readonly author: typeof ADA;
  changedAt: string;
  changedBy: string;
}
const draftOf = (id: string, over: Partial<MemoryDraft>): MemoryDraft => ({
  ...{ id, title: 'No browser tools', text, revision: 3, basedOn: standing?.version ?? null, state: 'open' },
  ...{ approval: null, version: null, author: ADA, changedAt: ago(90), changedBy: ADA.label },
  ...over,
});
/** What pages have done to the drafts in this process stays done. */
const drafts: MemoryDraft[] = [
  draftOf(DRAFT_ID, { state: 'in_review', author: LINUS, changedBy: LINUS.label }),
  draftOf('0190f5fe-7c00-7a00-8000-00000000dd02', { title: 'Registries through the proxy' }),
];
const FIXED = {
  scope: { kind: 'org', id: null },
  act: 'publish',
  bringsBack: null,
  format: 'yaml',
  createdAt: ago(60 * 26),
};
const viewOf = (draft: MemoryDraft) => ({ ...FIXED, ...draft, issues: [], mayReview: draft.author !== ADA });
const summaryOf = ({ text: _text, ...draft }: MemoryDraft) => ({ ...FIXED, ...draft });
const ENDED = ['published', 'discarded'];

const remarks = [
  { number: 1, revision: 2, kind: 'review_asked', by: LINUS, text: 'For the new browser servers.', at: ago(60 * 20) },
  { number: 2, revision: 2, kind: 'sent_back', by: ADA, text: 'Does it hit the end-to-end tests?', at: ago(60 * 19) },
  { number: 3, revision: 3, kind: 'review_asked', by: LINUS, text: '', at: ago(90) },
];
let isRequired = true;

const hours = Array.from({ length: 40 }, (_, i) => ({
  hour: new Date(Math.floor(Date.now() / 3_600_000 - (39 - i)) * 3_600_000).toISOString(),
  ...{ compared: 120 + ((i * 37) % 90), stricter: (i * 13) % 17, milder: i % 9 === 0 ? 2 : 0, skipped: i % 4 },
}));
const sumOf = (of: (hour: (typeof hours)[number]) => number): number => hours.reduce((all, hour) => all + of(hour), 0);
let run = {
  ...{ id: SHADOW_ID, draft: { id: DRAFT_ID, title: 'No browser tools', revision: 3 }, besideVersion: 4 },
  ...{ digest: 'd'.repeat(64), share: 100, group: null, startsAt: ago(40 * HOUR), endsAt: ago(-32 * HOUR) },
  ...{ state: 'running', stopped: null as unknown, startedBy: LINUS.label },
};
const difference = (over: {
  shadow: string;
  shadowRules: string[];
  liveRules: string[];
  calls: number;
  people: number;
}) => ({
  ...{ live: over.shadow === 'allow' ? 'ask' : 'allow', machines: over.people + 1 },
  ...over,
});
const counted = () => ({
  ...run,
  ...{ compared: sumOf((h) => h.compared), stricter: sumOf((h) => h.stricter), milder: sumOf((h) => h.milder) },
  ...{ skipped: sumOf((h) => h.skipped), machines: { chosen: 48, reported: 41, hit: 12 }, peopleHit: 9, hours },
  differences: [
    difference({
      shadow: 'reject',
      shadowRules: ['no-browser-tools'],
      liveRules: ['default/low'],
      calls: sumOf((h) => h.stricter),
      people: 9,
    }),
    difference({
      shadow: 'allow',
      shadowRules: ['package-registries'],
      liveRules: ['default/medium'],
      calls: sumOf((h) => h.milder),
      people: 3,
    }),
  ],
  agents: [
    { agent: 'claude-code', calls: 210 },
    { agent: 'codex', calls: 71 },
  ],
});

const found = (id: string | undefined): MemoryDraft | undefined => drafts.find((draft) => draft.id === id);
const missing = problem(404, 'policy_draft.not_found', 'No such draft.', 'There is no such draft here.');
const change =
  (over: (body: Record<string, unknown>, draft: MemoryDraft) => Partial<MemoryDraft>): Handler =>
  ({ body }, [, id]) => {
    const draft = found(id);
    if (draft === undefined) return missing;
    Object.assign(draft, over(body, draft));
    return ok(viewOf(draft));
  };

/** Drafts, their review, and what machines count of them in shadow. */
export const DRAFTS: readonly (readonly [method: string, pattern: RegExp, handler: Handler])[] = [
  [
    'GET',
    /^\/api\/v1\/policy\/drafts$/,
    ({ query, isEmpty }) => {
      const show = query.get('show') ?? 'living';
      const shown = drafts.filter(({ state }) => (show === 'living' ? !ENDED.includes(state) : state === show));
      return ok({ items: isEmpty ? [] : shown.map(summaryOf), nextCursor: null });
    },
  ],
  [
    'POST',
    /^\/api\/v1\/policy\/drafts$/,
    ({ body }) => {
      const draft = draftOf(crypto.randomUUID(), { ...body, revision: 1, changedAt: ago(0) });
      drafts.unshift(draft);
      return made(viewOf(draft));
    },
  ],
  [
    'POST',
    /^\/api\/v1\/policy\/drafts\/(?:rollbacks|withdrawals)$/,
    ({ body }) => {
      const { number, ...words } = body;
      const act =
        number === undefined ? { act: 'withdraw', text: '', basedOn: 2 } : { act: 'roll_back', bringsBack: number };
      const draft = draftOf(crypto.randomUUID(), { ...words, ...act, revision: 1, changedAt: ago(0) });
      drafts.unshift(draft);
      return made(viewOf(draft));
    },
  ],
  [
    'GET',
    /^\/api\/v1\/policy\/drafts\/([^/]+)$/,
    (_question, [, id]) => {
      const draft = found(id);
      return draft === undefined ? missing : ok(viewOf(draft));
    },
  ],
  [
    'PUT',
    /^\/api\/v1\/policy\/drafts\/([^/]+)$/,
    change(({ revision, ...words }, draft) => ({
      ...words,
      revision: Number(revision) + 1,
      state: 'open',
      approval: null,
      changedAt: ago(0),
      changedBy: draft.author.label,
    })),
  ],
  [
    'GET',
    /^\/api\/v1\/policy\/drafts\/([^/]+)\/remarks$/,
    (_question, [, id]) => ok({ items: id === DRAFT_ID ? remarks : [] }),
  ],
  ['POST', /^\/api\/v1\/policy\/drafts\/([^/]+)\/remarks$/, change(() => ({}))],
  ['POST', /^\/api\/v1\/policy\/drafts\/([^/]+)\/review$/, change(() => ({ state: 'in_review' }))],
  ['POST', /^\/api\/v1\/policy\/drafts\/([^/]+)\/withdraw$/, change(() => ({ state: 'open', approval: null }))],
  ['POST', /^\/api\/v1\/policy\/drafts\/([^/]+)\/send-back$/, change(() => ({ state: 'open', approval: null }))],
  [
    'POST',
    /^\/api\/v1\/policy\/drafts\/([^/]+)\/approve$/,
    change(() => ({ state: 'approved', approval: { by: ADA, at: ago(0) } })),
  ],
  ['POST', /^\/api\/v1\/policy\/drafts\/([^/]+)\/discard$/, change(() => ({ state: 'discarded' }))],
  [
    'POST',
    /^\/api\/v1\/policy\/drafts\/([^/]+)\/publish$/,
    ({ body }, [, id]) => {
      const draft = found(id);
      if (draft === undefined || standing === undefined) return missing;
      Object.assign(draft, { state: 'published', version: standing.version + 1 });
      return made({ ...standing, version: standing.version + 1, text: draft.text, reason: body['reason'] });
    },
  ],
  [
    'GET',
    /^\/api\/v1\/policy\/review-rule$/,
    ({ isEmpty }) =>
      ok(
        isEmpty
          ? { required: false, changedAt: null, changedBy: null }
          : { required: isRequired, changedAt: ago(60 * 24 * 3), changedBy: ADA.label },
      ),
  ],
  [
    'PUT',
    /^\/api\/v1\/policy\/review-rule$/,
    ({ body }) => {
      isRequired = body['required'] === true;
      return ok({ required: isRequired, changedAt: ago(0), changedBy: ADA.label });
    },
  ],
  ['GET', /^\/api\/v1\/policy\/shadows$/, ({ isEmpty }) => ok({ items: isEmpty ? [] : [run] })],
  ['POST', /^\/api\/v1\/policy\/shadows$/, () => made(run)],
  ['GET', /^\/api\/v1\/policy\/shadows\/([^/]+)$/, () => ok(counted())],
  [
    'POST',
    /^\/api\/v1\/policy\/shadows\/([^/]+)\/stop$/,
    () => {
      run = { ...run, state: 'over', stopped: { at: ago(0), why: 'stopped' } };
      return ok(run);
    },
  ],
];
