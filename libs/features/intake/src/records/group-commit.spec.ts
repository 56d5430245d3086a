import { describe, expect, it } from 'vitest';
import type { OrgId } from '#kernel';
import { GroupCommit } from './group-commit.js';

const [one, two] = ['one', 'two'] as unknown as [OrgId, OrgId];

/** What a request brings, in the order given. */
const rowsOf = (...rows: readonly number[]): ReadonlySet<number> => new Set(rows);
type Group = readonly ReadonlySet<number>[];
const flat = (group: Group): readonly number[] => group.flatMap((rows) => [...rows]);

/** Commits when told to, so that a test decides what waits meanwhile. */
function heldCommits() {
  const begun: { orgId: OrgId; rows: readonly number[]; end: (error?: Error) => void }[] = [];
  const commit = (orgId: OrgId, group: Group): Promise<void> =>
    new Promise((done, failed) =>
      begun.push({ orgId, rows: flat(group), end: (error) => (error ? failed(error) : done()) }),
    );
  return { begun, commit };
}
const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const limits = { rows: 5, bytes: 100 };

describe('GroupCommit', () => {
  it('lets the first through at once, and takes together who came meanwhile', async () => {
    const { begun, commit } = heldCommits();
    const group = new GroupCommit(commit, limits, () => false);
    const all = [group.add(one, rowsOf(1), 1), group.add(one, rowsOf(2), 1), group.add(one, rowsOf(3, 4), 1)];
    expect(begun.map(({ rows }) => rows)).toEqual([[1]]);
    begun[0]!.end();
    await breathe();
    expect(begun.map(({ rows }) => rows)).toEqual([[1], [2, 3, 4]]);
    begun[1]!.end();
    await Promise.all(all);
  });

  it('answers nobody before the rows are committed', async () => {
    const { begun, commit } = heldCommits();
    const group = new GroupCommit(commit, limits, () => false);
    let isAnswered = false;
    const added = group.add(one, rowsOf(1), 1).then(() => (isAnswered = true));
    await breathe();
    expect(isAnswered).toBe(false);
    begun[0]!.end();
    await added;
    expect(isAnswered).toBe(true);
  });

  it('keeps groups within their limits, but never leaves a large request behind', async () => {
    const { begun, commit } = heldCommits();
    const group = new GroupCommit(commit, limits, () => false);
    const sizes = [1, 3, 3, 9, 1];
    const all = sizes.map((size, i) =>
      group.add(one, rowsOf(...Array.from({ length: size }, (_, row) => row)), i === 4 ? 101 : 1),
    );
    for (let i = 0; i < 5; i += 1) {
      begun[i]!.end();
      await breathe();
    }
    await Promise.all(all);
    expect(begun.map(({ rows }) => rows.length)).toEqual(sizes);
  });

  it('does not make one org wait for another', async () => {
    const { begun, commit } = heldCommits();
    const group = new GroupCommit(commit, limits, () => false);
    const all = [group.add(one, rowsOf(1), 1), group.add(two, rowsOf(2), 1)];
    expect(begun.map(({ orgId }) => orgId)).toEqual([one, two]);
    for (const { end } of begun) end();
    await Promise.all(all);
  });

  it('tells everybody of a failure, and works on', async () => {
    const { begun, commit } = heldCommits();
    const group = new GroupCommit(commit, limits, () => false);
    const all = Promise.allSettled([
      group.add(one, rowsOf(1), 1),
      group.add(one, rowsOf(2), 1),
      group.add(one, rowsOf(3), 1),
    ]);
    begun[0]!.end();
    await breathe();
    begun[1]!.end(new Error('the database is away'));
    expect((await all).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    const next = group.add(one, rowsOf(4), 1);
    begun[2]!.end();
    await next;
  });

  it('tries each request alone when the rows of one are at fault', async () => {
    const tried: (readonly number[])[] = [];
    const commit = async (_orgId: OrgId, group: Group): Promise<void> => {
      const rows = flat(group);
      tried.push(rows);
      await breathe();
      if (rows.includes(3)) throw new Error('bad row');
    };
    const group = new GroupCommit(commit, limits, () => true);
    const all = await Promise.allSettled([1, 2, 3, 4].map((row) => group.add(one, rowsOf(row), 1)));
    expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect(tried).toEqual([[1], [2, 3, 4], [2], [3], [4]]);
  });
});
