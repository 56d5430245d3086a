// SCIM beside what PostgreSQL itself can do in the plainest way, and beside SCIMMY (in memory), which is fetched for this.
import { execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { Pool } from 'undici';
import { startEmbeddedPostgres } from '#platform/database';
import { importHarness } from '../../scripts/bundle-harness.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
// Fewer are no row of the table any more, but tell soon what a change does: CASTELLAN_BENCH_PEOPLE=5000 npm run bench -- scim-find
const PEOPLE = Number(process.env.CASTELLAN_BENCH_PEOPLE ?? 100_000);
const IN_ONE = 1_000;
const CLIENTS = 16;
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

const userOf = (name, i) => ({
  schemas: [USER, ENTERPRISE],
  userName: `${name}${i}@example.com`,
  externalId: `00u${name}${i}`,
  name: { givenName: `Given${i}`, familyName: `Family${i}`, formatted: `Given${i} Family${i}` },
  displayName: `Given${i} Family${i}`,
  active: true,
  emails: [{ value: `${name}${i}@example.com`, type: 'work', primary: true }],
  [ENTERPRISE]: { department: `Eng${i % 50}`, employeeNumber: String(i), manager: { value: `m${i % 100}` } },
});
const timed = async (work) => {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
};
/** How often `work` is done in a second by so many at once. */
async function rate(clients, ms, work) {
  const begun = performance.now();
  let done = 0;
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (performance.now() - begun < ms) await work(done++);
    }),
  );
  return (done * 1_000) / (performance.now() - begun);
}

/** An HTTP client that keeps its connections; fails on what is not answered well. */
function clientOf(base, token) {
  const { origin, pathname } = new URL(base);
  const pool = new Pool(origin, { connections: CLIENTS, pipelining: 1 });
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' };
  const send = async (method, path, body) => {
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const answer = await pool.request({ method, path: `${pathname}${path}`, headers, body: text });
    const answered = await answer.body.text();
    if (answer.statusCode >= 300)
      throw new Error(`${method} ${path} answered ${answer.statusCode}: ${answered.slice(0, 300)}`);
    return answered;
  };
  return { send, close: () => pool.close() };
}

/**
 * One who asks over one connection at next to no cost of its own: where one waits for each answer, what a whole HTTP client does meanwhile would
 * count as the product's (it was a third of the time). What is found is read, as pg reads it on the other side.
 */
async function askerOf(base, token) {
  const { hostname, host, port, pathname } = new URL(base);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true }).setEncoding('utf8');
  await once(socket, 'connect');
  const head = ` HTTP/1.1\r\nhost: ${host}\r\nauthorization: Bearer ${token}\r\n\r\n`;
  let pending = '';
  let waiting;
  socket.on('data', (part) => {
    pending += part;
    const end = pending.indexOf('\r\n\r\n') + 4;
    // The names of the bench are ASCII: a byte is a sign.
    if (end < 4 || pending.length < end + Number(/\r\ncontent-length: (\d+)/i.exec(pending)[1])) return;
    const [answer, { resolve, reject }] = [pending, waiting];
    pending = '';
    if (answer.startsWith('HTTP/1.1 200 ')) resolve(JSON.parse(answer.slice(end)));
    else reject(new Error(answer.slice(0, 300)));
  });
  const ask = (path) => {
    socket.write(`GET ${pathname}${path}${head}`);
    return new Promise((resolve, reject) => (waiting = { resolve, reject }));
  };
  return { ask, close: () => socket.destroy() };
}

/** The plainest tables that hold the same, and the plainest statements. */
async function openFloor() {
  const folder = mkdtempSync(join(tmpdir(), 'castellan-bench-scim-'));
  const server = await startEmbeddedPostgres({ folder, password: 'bench' });
  const pool = new pg.Pool({ connectionString: server.ownerUrl, max: CLIENTS });
  // Its server ends before the last of its connections has said farewell.
  pool.on('error', () => undefined);
  const org = randomUUID();
  await pool.query(`create table su (org_id uuid, id uuid, user_name text not null, external_id text, active bool, doc jsonb, version int default 1,
      created timestamptz default now(), updated timestamptz default now(), primary key (org_id, id));
    create unique index su_un on su (org_id, lower(user_name)); create index su_ext on su (org_id, external_id);
    create table gm (org_id uuid, group_id uuid, user_id uuid, primary key (org_id, group_id, user_id)); create index gm_u on gm (org_id, user_id)`);
  const ids = Array.from({ length: PEOPLE }, () => randomUUID());
  return {
    ids,
    async bulk(from) {
      const users = Array.from({ length: IN_ONE }, (_, at) => userOf('user', from + at));
      await pool.query({
        name: 'bulk',
        text: `insert into su (org_id, id, user_name, external_id, active, doc) select $1, i, u, e, true, d from unnest($2::uuid[], $3::text[], $4::text[], $5::jsonb[]) t (i, u, e, d)
               on conflict (org_id, lower(user_name)) do update set doc = excluded.doc, version = su.version + 1, updated = now()`,
        values: [
          org,
          ids.slice(from, from + IN_ONE),
          users.map((u) => u.userName),
          users.map((u) => u.externalId),
          users.map((u) => JSON.stringify(u)),
        ],
      });
    },
    async insert(i) {
      const user = userOf('single', i);
      await pool.query({
        name: 'one',
        text: 'insert into su (org_id, id, user_name, external_id, active, doc) values ($1, $2, $3, $4, true, $5) returning version, created',
        values: [org, randomUUID(), user.userName, user.externalId, JSON.stringify(user)],
      });
    },
    find: (i) =>
      pool.query({
        name: 'find',
        text: 'select doc, version from su where org_id = $1 and lower(user_name) = lower($2)',
        values: [org, `USER${(i * 7919) % PEOPLE}@example.com`],
      }),
    add: (group, members) =>
      pool.query({
        name: 'add',
        text: 'insert into gm select $1, $2, u.id from unnest($3::uuid[]) m (id) join su u on u.org_id = $1 and u.id = m.id on conflict do nothing',
        values: [org, group, members],
      }),
    analyze: () => pool.query('analyze su'),
    async close() {
      await pool.end();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const SCIMMY_SERVER = `
import express from 'express'; import SCIMMY from 'scimmy'; import Routers from 'scimmy-routers'; import { randomUUID } from 'node:crypto';
const keep = (kind) => { const all = new Map();
  SCIMMY.Resources.declare(kind).ingress(async ({ id }, data) => { const one = { ...JSON.parse(JSON.stringify(data)), id: id ?? randomUUID() }; all.set(one.id, one); return one; })
    .egress(async ({ id }) => { if (!id) return [...all.values()]; if (!all.has(id)) throw new SCIMMY.Types.Error(404, null, 'none'); return all.get(id); })
    .degress(async ({ id }) => { all.delete(id); }); };
keep(SCIMMY.Resources.User); keep(SCIMMY.Resources.Group);
const app = express(); app.use(express.json({ limit: '10mb', type: ['application/scim+json', 'application/json'] }));
app.use('/scim', new Routers({ type: 'bearer', handler: async () => 'bench' }));
const server = app.listen(0, '127.0.0.1', () => console.log(server.address().port));
`;

async function openScimmy() {
  const folder = join(root, '.cache/scimmy');
  if (!existsSync(join(folder, 'node_modules/scimmy'))) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{"private":true,"type":"module"}');
    const packages = ['scimmy@1.3.5', 'scimmy-routers@1.3.2', 'express@5'];
    // What an enclosing `npm run` says of its own project is not for this one.
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('npm_')));
    const options = { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'], env, timeout: 180_000 };
    execFileSync('npm', ['install', '--no-fund', '--no-audit', ...packages], options);
  }
  writeFileSync(join(folder, 'server.mjs'), SCIMMY_SERVER);
  const child = spawn(process.execPath, ['server.mjs'], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  const port = await new Promise((resolve, reject) => {
    child.stdout.once('data', (text) => resolve(Number(String(text).trim())));
    child.once('exit', () => reject(new Error('SCIMMY did not start.')));
  });
  return { client: clientOf(`http://127.0.0.1:${port}/scim`, 'bench'), stop: () => child.kill() };
}

const membersOp = (ids) => ({
  schemas: [PATCH],
  Operations: [{ op: 'add', path: 'members', value: ids.map((value) => ({ value })) }],
});
const changeOf = (title) => ({ schemas: [PATCH], Operations: [{ op: 'Replace', path: 'title', value: title }] });
const groupOf = (displayName) => ({ schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName });

/** What all rows stand on, opened once and filled once. */
async function openGround() {
  const { openStandAlone } = await importHarness('test/harness/stand.ts');
  // The peer first: it may have to be fetched, and then nothing else stands yet.
  const [scimmy, floor, stand] = [await openScimmy(), await openFloor(), await openStandAlone()];
  const directory = await stand.owner.person.post('/api/v1/directories', { name: 'Bench' });
  const ours = clientOf(directory.baseUrl, directory.token);
  const ids = [];
  const [bulkOurs, bulkFloor] = [[], []];
  for (let from = 0; from < PEOPLE; from += IN_ONE) {
    const Operations = Array.from({ length: IN_ONE }, (_, at) => ({
      method: 'POST',
      path: '/Users',
      bulkId: `b${from + at}`,
      data: userOf('user', from + at),
    }));
    const message = JSON.stringify({ schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'], Operations });
    let answer;
    bulkOurs.push(await timed(async () => void (answer = await ours.send('POST', '/Bulk', message))));
    ids.push(...JSON.parse(answer).Operations.map(({ location }) => location.split('/').at(-1)));
    bulkFloor.push(await timed(() => floor.bulk(from)));
  }
  await floor.analyze();
  const sum = (values) => values.reduce((a, b) => a + b, 0) / 1_000;
  return {
    ...{ ours, directory, floor, scimmy, stand, ids },
    bulk: { ours: [sum(bulkOurs)], theirs: [sum(bulkFloor)] },
    async close() {
      scimmy.stop();
      await Promise.all([ours.close(), scimmy.client.close(), floor.close(), stand.product.remove()]);
    },
  };
}

/** It is the filling itself. */
const bulk = ({ bulk }) => ({ bulk });

async function post({ ours, floor, scimmy }) {
  const [post, insert, scimmyPost] = [[], [], []];
  let serial = 0;
  for (let round = 0; round < 4; round += 1) {
    const one = await rate(CLIENTS, 1_500, () => ours.send('POST', '/Users', userOf('single', serial++)));
    const raw = await rate(CLIENTS, 1_500, () => floor.insert(serial++));
    const peer = await rate(CLIENTS, 1_500, () => scimmy.client.send('POST', '/Users', userOf('single', serial++)));
    if (round > 0) (post.push(one), insert.push(raw), scimmyPost.push(peer));
  }
  return { post: { ours: post, theirs: insert }, postPeer: { ours: post, theirs: scimmyPost } };
}

async function groups({ ours, floor, scimmy, ids }) {
  const [some, someFloor, someScimmy, one, oneFloor, oneScimmy] = [[], [], [], [], [], []];
  const sizes = { small: [], large: [] };
  const groupAt = async (client, name) => JSON.parse(await client.send('POST', '/Groups', groupOf(name))).id;
  const small = await groupAt(ours, 'Small');
  await ours.send('PATCH', `/Groups/${small}`, membersOp(ids.slice(0, 100)));
  const large = await groupAt(ours, 'Large');
  for (let from = 0; from < 50_000; from += 10_000)
    await ours.send('PATCH', `/Groups/${large}`, membersOp(ids.slice(from, from + 10_000)));
  for (let round = 0; round < 5; round += 1) {
    const group = await groupAt(ours, `Group ${round}`);
    const raw = randomUUID();
    const message = JSON.stringify(membersOp(ids.slice(0, 10_000)));
    some.push(await timed(() => ours.send('PATCH', `/Groups/${group}`, message)));
    someFloor.push(await timed(() => floor.add(raw, floor.ids.slice(0, 10_000))));
    for (let n = 0; n < 20; n += 1) {
      const place = 10_000 + n;
      one.push(await timed(() => ours.send('PATCH', `/Groups/${group}`, membersOp([ids[place]]))));
      oneFloor.push(await timed(() => floor.add(raw, [floor.ids[place]])));
      sizes.small.push(
        await timed(() => ours.send('PATCH', `/Groups/${small}`, membersOp([ids[1_000 + round * 20 + n]]))),
      );
      sizes.large.push(
        await timed(() => ours.send('PATCH', `/Groups/${large}`, membersOp([ids[60_000 + round * 20 + n]]))),
      );
    }
    if (round < 2) {
      const peer = await groupAt(scimmy.client, `Group ${round}`);
      const many = membersOp(Array.from({ length: 10_000 }, (_, n) => `u${round}-${n}`));
      someScimmy.push(await timed(() => scimmy.client.send('PATCH', `/Groups/${peer}`, many)));
      oneScimmy.push(await timed(() => scimmy.client.send('PATCH', `/Groups/${peer}`, membersOp(['one']))));
    }
  }
  return {
    add: { ours: some, theirs: someFloor },
    addPeer: { ours: some, theirs: someScimmy },
    addOne: { ours: one, theirs: oneFloor },
    addOnePeer: { ours: one, theirs: oneScimmy },
    flat: { ours: sizes.large, theirs: sizes.small },
  };
}

async function find({ directory: { baseUrl, token }, floor }) {
  const [find, findFloor] = [[], []];
  const asker = await askerOf(baseUrl, token);
  const found = async (i) => {
    const { totalResults } = await asker.ask(`/Users?filter=${filter(i)}`);
    if (totalResults !== 1) throw new Error(`One has this name, and ${totalResults} were found.`);
  };
  const filter = (i) => encodeURIComponent(`userName eq "USER${(i * 7919) % PEOPLE}@example.com"`);
  for (let round = 0; round < 4; round += 1) {
    // One who asks, on either side: the floor is how long one answer takes, not how many are given at once.
    const one = await rate(1, 1_500, found);
    const raw = await rate(1, 1_500, (i) => floor.find(i));
    if (round > 0) (find.push(one), findFloor.push(raw));
  }
  asker.close();
  return { find: { ours: find, theirs: findFloor } };
}

/** So many requests of one tenant alone that its p99 is no single one of them. */
const DUTY_SECONDS = 12;

/** 25 requests a second for each tenant, evenly: first one tenant, then ten at once. */
async function duty({ stand, ours: first }) {
  const { completeSetup } = await importHarness('test/harness/person.ts');
  const clients = [first];
  for (let n = 1; n < 10; n += 1) {
    const email = `owner${n}@example.com`;
    const org = ['--org', `tenant${n}`, '--name', `Tenant ${n}`];
    const { ownerSetupUrl } = await stand.product.admin('setup', ...org, '--owner', email);
    const { person } = await completeSetup(ownerSetupUrl, { name: 'ignored', slug: 'ignored' }, email);
    const { baseUrl, token } = await person.post('/api/v1/directories', { name: 'Duty' });
    clients.push(clientOf(baseUrl, token));
  }
  let serial = 0;
  const groups = new Map();
  for (const client of clients) {
    const made = JSON.parse(await client.send('POST', '/Groups', groupOf('Duty')));
    groups.set(client, { group: made.id, people: [] });
  }
  /** As Entra ID does it for each person: is she there, add her, change her, put her into a group. */
  const request = async (client, n) => {
    const { group, people } = groups.get(client);
    const i = serial++;
    const last = people.at(-1);
    if (n % 5 === 1 || last === undefined) {
      people.push(JSON.parse(await client.send('POST', '/Users', userOf('duty', i))).id);
      return;
    }
    if (n % 5 === 2) return client.send('GET', `/Users/${last}`);
    if (n % 5 === 3) return client.send('PATCH', `/Users/${last}`, changeOf(`Title ${i}`));
    if (n % 5 === 4) return client.send('PATCH', `/Groups/${group}`, membersOp([last]));
    return client.send('GET', `/Users?filter=${encodeURIComponent(`userName eq "duty${i}@example.com"`)}`);
  };
  const p99 = async (tenants) => {
    const waits = [];
    const begun = performance.now();
    await Promise.all(
      tenants.map(async (client, place) => {
        const pending = [];
        for (let n = 0; n < 25 * DUTY_SECONDS; n += 1) {
          const due = begun + n * 40 + (place * 40) / tenants.length;
          const wait = due - performance.now();
          if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
          pending.push(timed(() => request(client, n)).then((ms) => waits.push(ms)));
        }
        await Promise.all(pending);
      }),
    );
    return waits.sort((a, b) => a - b)[Math.floor(waits.length * 0.99)];
  };
  const [alone, together] = [[], []];
  for (let round = 0; round < 4; round += 1) {
    const [one, ten] = [await p99(clients.slice(0, 1)), await p99(clients)];
    if (round > 0) (alone.push(one), together.push(ten));
  }
  await Promise.all(clients.slice(1).map((client) => client.close()));
  return { duty: { ours: together, theirs: alone } };
}

/** Each part is measured once, whichever of its rows comes first, and only where one of its rows is wanted. */
let ground;
const parts = new Map();
const row = (name, what, bars, [pick, part]) => ({
  name: `scim-${name}`,
  what,
  ...bars,
  measure: async () => {
    const stood = await (ground ??= openGround());
    if (!parts.has(part)) parts.set(part, part(stood));
    return (await parts.get(part))[pick];
  },
});
const less = (unit, required, stretch) => ({ unit, better: 'less', required, stretch });
const more = (unit, required, stretch) => ({ unit, better: 'more', required, stretch });

export const rows = [
  row('bulk', '100,000 users by /Bulk of 1,000, beside a raw upsert of 1,000', less('s', 4, 2.5), ['bulk', bulk]),
  row('post', 'POST /Users, 16 at once, beside a raw insert', more('req/s', 0.2, 0.35), ['post', post]),
  row('post-peer', 'POST /Users, 16 at once, beside SCIMMY in memory', more('req/s', 1.5, 2.5), ['postPeer', post]),
  row('add', 'PATCH that adds 10,000 members, beside one raw statement', less('ms', 3, 2), ['add', groups]),
  row('add-peer', 'PATCH that adds 10,000 members, beside SCIMMY in memory', less('ms', 0.3, 0.2), ['addPeer', groups]),
  row('add-one', 'PATCH that adds one member to 10,000, beside one raw statement', less('ms', 5, 3), [
    'addOne',
    groups,
  ]),
  row('add-one-peer', 'PATCH that adds one member to 10,000, beside SCIMMY in memory', less('ms', 0.02, 0.02), [
    'addOnePeer',
    groups,
  ]),
  row('flat', 'PATCH that adds one member to 50,000, beside one to 100', less('ms', 1.5, 1.2), ['flat', groups]),
  row(
    'find',
    'userName eq among 100,000, one who asks, beside one who asks the raw statement',
    more('req/s', 0.3, 0.45),
    ['find', find],
  ),
  row('duty', '25 requests a second for each of ten tenants, p99, beside one tenant', less('ms', 2, 1.3), [
    'duty',
    duty,
  ]),
];

/** After the last row. */
export const close = async () => (await ground)?.close();
