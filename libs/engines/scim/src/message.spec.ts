import { describe, expect, it } from 'vitest';
import { BULK_SCHEMA, readBulk, withReferences } from './bulk.js';
import { GROUP_TYPE } from './group-schema.js';
import { readListQuery, readSearch } from './list-query.js';
import { isAsked, project, readProjection } from './projection.js';
import { ScimRefusal } from './refusal.js';
import { readResource } from './resource.js';
import { ENTERPRISE_SCHEMA, USER_SCHEMA, USER_TYPE } from './user-schema.js';

describe('a resource from a client', () => {
  it('is kept under the names of the schema, without what is unknown, read-only or empty', () => {
    const read = readResource(USER_TYPE, {
      schemas: [USER_SCHEMA.toUpperCase()],
      id: 'mine',
      meta: { version: 'x' },
      groups: [{ value: 'g' }],
      USERNAME: 'ada@example.com',
      Active: 'True',
      password: 'secret',
      nickName: '',
      emails: { Value: 'ada@example.com', TYPE: 'work' },
      [ENTERPRISE_SCHEMA.toLowerCase()]: { Department: 'Engines', shoeSize: 9 },
    });
    expect(read).toEqual({
      userName: 'ada@example.com',
      active: true,
      emails: [{ value: 'ada@example.com', type: 'work' }],
      [ENTERPRISE_SCHEMA]: { department: 'Engines' },
    });
  });

  it.each([
    ['invalidSyntax', [1]],
    ['invalidSyntax', { schemas: 'x', userName: 'a' }],
    ['invalidValue', { schemas: ['urn:example'], userName: 'a' }],
    ['invalidValue', {}],
    ['invalidValue', { userName: '  ' }],
    ['invalidValue', { userName: { a: 1 } }],
    ['invalidValue', { userName: 'a\u0000' }],
    ['invalidValue', { userName: '\ud800' }],
    ['invalidValue', { userName: 'a'.repeat(5_000) }],
    ['invalidValue', { userName: 'a', emails: Array.from({ length: 101 }, () => ({ value: 'a' })) }],
    ['invalidSyntax', { userName: 'a', name: ['x'] }],
  ])('is refused as %s', (scimType, body) => {
    expect(() => readResource(USER_TYPE, body)).toThrow(expect.objectContaining({ scimType }) as Error);
  });
});

describe('an answer', () => {
  const resource = {
    schemas: [USER_SCHEMA],
    id: '1',
    userName: 'ada',
    name: { givenName: 'Ada', familyName: 'Byron' },
    emails: [{ value: 'a', type: 'work' }],
    [ENTERPRISE_SCHEMA]: { department: 'Engines', division: 'A' },
    meta: { resourceType: 'User' },
  };
  const asked = (attributes?: string, excluded?: string): object =>
    project(USER_TYPE, resource, readProjection(USER_TYPE, attributes, excluded));

  it('holds what was asked for, and always the id and the schemas', () => {
    expect(asked('userName,NAME.givenName')).toEqual({
      schemas: [USER_SCHEMA],
      id: '1',
      userName: 'ada',
      name: { givenName: 'Ada' },
    });
    expect(asked('emails.type')).toEqual({ schemas: [USER_SCHEMA], id: '1', emails: [{ type: 'work' }] });
    expect(asked(`${ENTERPRISE_SCHEMA}:department`)).toEqual({
      schemas: [USER_SCHEMA],
      id: '1',
      [ENTERPRISE_SCHEMA]: { department: 'Engines' },
    });
    expect(asked(ENTERPRISE_SCHEMA)).toEqual({
      schemas: [USER_SCHEMA],
      id: '1',
      [ENTERPRISE_SCHEMA]: resource[ENTERPRISE_SCHEMA],
    });
    expect(asked('shoeSize')).toEqual({ schemas: [USER_SCHEMA], id: '1' });
    expect(asked('')).toEqual(resource);
  });

  it('holds all but what was excluded, which the id cannot be', () => {
    expect(asked(undefined, 'id,emails,name.familyName,meta')).toEqual({
      schemas: [USER_SCHEMA],
      id: '1',
      userName: 'ada',
      name: { givenName: 'Ada' },
      [ENTERPRISE_SCHEMA]: resource[ENTERPRISE_SCHEMA],
    });
  });

  it('tells beforehand whether the members of a group are worth reading', () => {
    const members = (attributes?: string, excluded?: string): boolean =>
      isAsked(readProjection(GROUP_TYPE, attributes, excluded), 'members');
    expect([members(), members(undefined, 'members'), members('displayName'), members('members.value')]).toEqual([
      true,
      false,
      false,
      true,
    ]);
  });
});

describe('a list', () => {
  const read = (given: Record<string, unknown>) => readListQuery(USER_TYPE, given);

  it('is read leniently where the standard says so', () => {
    expect(read({ startIndex: '-5', count: '-1' })).toMatchObject({ from: { index: 1 }, count: 0 });
    expect(read({ STARTINDEX: '3', Count: '100000' })).toMatchObject({ from: { index: 3 }, count: 1_000 });
    expect(read({ cursor: '', count: '10' })).toMatchObject({ from: { cursor: '' }, count: 10 });
    expect(readListQuery(USER_TYPE, readSearch({ sortBy: 'name.familyName', sortOrder: 'descending' }))).toMatchObject({
      isDescending: true,
    });
  });

  it.each([
    ['invalidFilter', { filter: ['a', 'b'] }],
    ['invalidPath', { sortBy: 'shoeSize' }],
    ['invalidPath', { sortBy: 'name' }],
    ['invalidValue', { sortOrder: 'sideways' }],
    ['invalidValue', { count: 'many' }],
    ['invalidCount', { count: 'many', cursor: '' }],
    ['invalidValue', { startIndex: 'x' }],
    ['invalidValue', { startIndex: '1', cursor: '' }],
  ])('is refused as %s', (scimType, given) => {
    expect(() => read(given)).toThrow(expect.objectContaining({ scimType }) as Error);
  });
});

describe('a bulk message', () => {
  const read = (...Operations: object[]) => readBulk({ schemas: [BULK_SCHEMA], Operations, failOnErrors: 1 });

  it('names what its operations speak of, of each other', () => {
    const { operations } = read(
      { method: 'POST', path: '/Groups', bulkId: 'g', data: { members: [{ value: 'bulkId:u' }] } },
      { method: 'post', path: '/users', bulkId: 'u', data: {} },
      { method: 'PATCH', path: '/Groups/bulkId:g', data: {} },
    );
    expect(operations.map((one) => (one instanceof ScimRefusal ? one : one.references))).toEqual([['u'], [], ['g']]);
    expect(withReferences({ a: ['bulkId:u', 'x'] }, (id) => `<${id}>`)).toEqual({ a: ['<u>', 'x'] });
  });

  it('refuses single operations without refusing the others', () => {
    const { operations } = read(
      { method: 'GET', path: '/Users' },
      { method: 'POST', path: '/Users', data: {} },
      { method: 'POST', path: '/Users', bulkId: 'a', data: {} },
      { method: 'POST', path: '/Users', bulkId: 'a', data: {} },
      { method: 'DELETE', path: '/Users' },
      { method: 'PUT', path: '/Elsewhere/1', data: {} },
      { method: 'PUT', path: '/Users/1' },
    );
    expect(operations.map((one) => one instanceof ScimRefusal)).toEqual([true, true, false, true, true, true, true]);
  });

  it('is refused as a whole when it is none', () => {
    expect(() => readBulk({ Operations: [] })).toThrow(ScimRefusal);
    expect(() => read(...Array.from({ length: 1_001 }, () => ({})))).toThrow(
      expect.objectContaining({ scimType: 'tooMany' }) as Error,
    );
  });
});
