import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { completeSetup, type Person } from '../harness/person.js';
import { openStand, type Stand } from '../harness/stand.js';

/** Until the server ends the stream; what came meanwhile is read and thrown away. */
async function ended(response: Response): Promise<true> {
  for await (const _chunk of response.body ?? []) continue;
  return true;
}

describe('a stream that was opened by right', () => {
  let stand: Stand;
  let grace: Person;
  beforeAll(async () => {
    stand = await openStand();
    const { person } = stand.owner;
    const { url } = await person.post<{ url: string }>('/api/v1/invitations', {
      email: 'grace@example.com',
      role: 'auditor',
    });
    grace = (await completeSetup(url, { name: 'ignored', slug: 'ignored' }, 'grace@example.com')).person;
  });
  afterAll(() => stand.product.remove());

  const follow = (who: Person): Promise<Response> =>
    fetch(`${stand.product.url}/api/v1/audit/stream`, {
      headers: { cookie: who.cookie },
      signal: AbortSignal.timeout(10_000),
    });
  const idOf = async (who: Person): Promise<string> =>
    (await who.get<{ person: { id: string } }>('/api/v1/me')).person.id;

  it('ends when its reader loses the role', async () => {
    const [stream, id] = [await follow(grace), await idOf(grace)];
    expect(stream.status).toBe(200);
    await stand.owner.person.ask('PUT', `/api/v1/members/${id}/roles`, { roles: ['developer'] });
    expect(await ended(stream)).toBe(true);
    await stand.owner.person.ask('PUT', `/api/v1/members/${id}/roles`, { roles: ['auditor'] });
  });

  it('ends when its reader is suspended', async () => {
    const [stream, id] = [await follow(grace), await idOf(grace)];
    expect(stream.status).toBe(200);
    await stand.owner.person.ask('PATCH', `/api/v1/members/${id}`, { status: 'suspended' });
    expect(await ended(stream)).toBe(true);
    await stand.owner.person.ask('PATCH', `/api/v1/members/${id}`, { status: 'active' });
  });

  it('ends when its reader signs out', async () => {
    await expect.poll(async () => (await grace.ask('GET', '/api/v1/org')).status).toBe(200);
    const stream = await follow(grace);
    expect(stream.status).toBe(200);
    await grace.ask('POST', '/auth/logout');
    expect(await ended(stream)).toBe(true);
  });
});
