import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStand, type Stand } from '../harness/stand.js';
import { missing } from '../peers/peer.js';
import { scimTester } from '../peers/scim-tester.js';

/** A conformance suite that nobody here wrote, against the product as an operator runs it. */
describe.skipIf(await missing(scimTester))('SCIM as scim2-tester sees it', () => {
  let stand: Stand;
  beforeAll(async () => {
    stand = await openStand();
  });
  afterAll(() => stand.product.remove());

  it('fails in nothing', async () => {
    const { baseUrl, token } = await stand.owner.person.post<{ baseUrl: string; token: string }>(
      '/api/v1/directories',
      {
        name: 'scim2-tester',
      },
    );
    const said = await scimTester.test(baseUrl, token);
    const lines = said.split('\n');
    expect(lines.filter((line) => line.startsWith('SUCCESS')).length).toBeGreaterThan(100);
    expect(lines.filter((line) => /^(?:ERROR|CRITICAL)/.test(line))).toEqual([]);
  });
});
