import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planGroupPatch } from './group-patch.js';
import { applyPatch } from './patch.js';
import { PATCH_SCHEMA, readPatch } from './patch-message.js';
import { ScimRefusal } from './refusal.js';
import { type Attributes, readResource } from './resource.js';
import { ENTERPRISE_SCHEMA, USER_SCHEMA, USER_TYPE } from './user-schema.js';

const ada = readResource(USER_TYPE, {
  schemas: [USER_SCHEMA],
  userName: 'ada@example.com',
  active: true,
  name: { familyName: 'Byron', givenName: 'Ada' },
  emails: [
    { value: 'ada@work.example', type: 'work', primary: true },
    { value: 'ada@home.example', type: 'home' },
  ],
});
const patched = (...Operations: object[]): Attributes =>
  applyPatch(USER_TYPE, ada, readPatch({ schemas: [PATCH_SCHEMA], Operations }));
const refusal = (...operations: object[]): string => {
  try {
    patched(...operations);
  } catch (error) {
    if (error instanceof ScimRefusal) return error.scimType;
    throw error;
  }
  return 'accepted';
};

describe('a PATCH of a person', () => {
  it.each<[string, object, Attributes]>([
    ['sets an attribute', { op: 'replace', path: 'title', value: 'Countess' }, { title: 'Countess' }],
    ['takes the operation in any case', { op: 'Replace', path: 'TITLE', value: 'Countess' }, { title: 'Countess' }],
    ['reads Entra’s booleans', { op: 'Replace', path: 'active', value: 'False' }, { active: false }],
    [
      'takes parts of a name and leaves the others',
      { op: 'add', path: 'name', value: { familyName: 'Lovelace' } },
      { name: { familyName: 'Lovelace', givenName: 'Ada' } },
    ],
    [
      'sets one part in any case',
      { op: 'Add', path: 'name.FamilyName', value: 'Lovelace' },
      { name: { familyName: 'Lovelace', givenName: 'Ada' } },
    ],
    [
      'takes an object without a path',
      { op: 'add', value: { title: 'Countess', active: false } },
      { title: 'Countess', active: false },
    ],
    [
      'takes Entra’s keys that are paths',
      { op: 'Replace', value: { 'name.familyName': 'Lovelace', [`${ENTERPRISE_SCHEMA}:department`]: 'Engines' } },
      { name: { familyName: 'Lovelace', givenName: 'Ada' }, [ENTERPRISE_SCHEMA]: { department: 'Engines' } },
    ],
    [
      'makes what a key without a path chooses and there is not: the value is the resource’s afterwards',
      {
        op: 'replace',
        value: { 'phoneNumbers[type eq "mobile"].value': '+1 555 0100', 'emails[type eq "home"].value': 'a@b.example' },
      },
      {
        phoneNumbers: [{ type: 'mobile', value: '+1 555 0100' }],
        emails: [
          { value: 'ada@work.example', type: 'work', primary: true },
          { value: 'a@b.example', type: 'home' },
        ],
      },
    ],
    [
      'unwraps one value from Entra’s older list of one',
      { op: 'Add', path: 'nickName', value: [{ $ref: null, value: 'Babs' }] },
      { nickName: 'Babs' },
    ],
    ['unwraps a flag', { op: 'Replace', path: 'active', value: [{ value: 'False' }] }, { active: false }],
    [
      'unwraps a manager, who is named without her schema',
      { op: 'Add', path: 'manager', value: [{ $ref: 'https://x.example/Users/26118', value: '26118' }] },
      { [ENTERPRISE_SCHEMA]: { manager: { value: '26118', $ref: 'https://x.example/Users/26118' } } },
    ],
    ['takes an empty list for nothing', { op: 'replace', path: 'name', value: [] }, { name: undefined }],
    [
      'leaves "schemas" to what the resource holds',
      { op: 'add', path: 'schemas', value: [ENTERPRISE_SCHEMA] },
      { userName: 'ada@example.com' },
    ],
    [
      'reaches into an extension',
      { op: 'add', path: `${ENTERPRISE_SCHEMA}:manager`, value: '26118' },
      { [ENTERPRISE_SCHEMA]: { manager: { value: '26118' } } },
    ],
    [
      'takes an extension as a whole',
      { op: 'add', path: ENTERPRISE_SCHEMA, value: { department: 'Engines' } },
      { [ENTERPRISE_SCHEMA]: { department: 'Engines' } },
    ],
    ['removes a part', { op: 'remove', path: 'name.givenName' }, { name: { familyName: 'Byron' } }],
    ['removes the last value and with it the attribute', { op: 'remove', path: 'emails' }, { emails: undefined }],
    [
      'removes the values that a filter chooses',
      { op: 'remove', path: 'emails[type eq "work"]' },
      { emails: [{ value: 'ada@home.example', type: 'home' }] },
    ],
    [
      'removes named values',
      { op: 'Remove', path: 'emails', value: [{ value: 'ada@home.example' }] },
      { emails: [{ value: 'ada@work.example', type: 'work', primary: true }] },
    ],
    [
      'does nothing where a filter to remove chooses none',
      { op: 'remove', path: 'emails[type eq "other"]' },
      { emails: ada['emails'] },
    ],
    [
      'changes a part of the chosen value',
      { op: 'replace', path: 'emails[type eq "work"].value', value: 'a@new.example' },
      {
        emails: [
          { value: 'a@new.example', type: 'work', primary: true },
          { value: 'ada@home.example', type: 'home' },
        ],
      },
    ],
    [
      'replaces a chosen value',
      { op: 'replace', path: 'emails[type eq "work"]', value: { value: 'a@new.example' } },
      {
        emails: [
          { value: 'a@new.example', type: 'work' },
          { value: 'ada@home.example', type: 'home' },
        ],
      },
    ],
    [
      'makes the value that it adds to',
      { op: 'add', path: 'phoneNumbers[type eq "mobile"].value', value: '+44 1' },
      { phoneNumbers: [{ type: 'mobile', value: '+44 1' }] },
    ],
    [
      'adds a value once',
      { op: 'add', path: 'emails', value: [{ value: 'ada@home.example', type: 'home' }] },
      { emails: ada['emails'] },
    ],
    [
      'replaces all values',
      { op: 'replace', path: 'emails', value: [{ value: 'a@new.example' }] },
      { emails: [{ value: 'a@new.example' }] },
    ],
    [
      'lets one value be the primary one',
      { op: 'add', path: 'emails', value: [{ value: 'a@new.example', primary: true }] },
      {
        emails: [
          { value: 'ada@work.example', type: 'work', primary: false },
          { value: 'ada@home.example', type: 'home' },
          { value: 'a@new.example', primary: true },
        ],
      },
    ],
    [
      'moves the primary mark',
      { op: 'replace', path: 'emails[type eq "home"].primary', value: true },
      {
        emails: [
          { value: 'ada@work.example', type: 'work', primary: false },
          { value: 'ada@home.example', type: 'home', primary: true },
        ],
      },
    ],
    [
      'drops what it does not know, without a path',
      { op: 'add', value: { shoeSize: 9, title: 'Countess' } },
      { title: 'Countess', shoeSize: undefined },
    ],
    [
      'drops what is of a schema that is not ours',
      { op: 'add', path: 'urn:example:1.0:User:shoeSize', value: 9 },
      { title: undefined },
    ],
    [
      'ignores an id without a path',
      { op: 'replace', value: { id: 'x', title: 'Countess' } },
      { id: undefined, title: 'Countess' },
    ],
    ['takes null for unassigned', { op: 'replace', path: 'name', value: null }, { name: undefined }],
  ])('%s', (_does, operation, expected) => {
    const after = patched(operation);
    for (const [name, value] of Object.entries(expected)) expect(after[name]).toEqual(value);
  });

  it.each<[string, object[]]>([
    ['invalidSyntax', [{ op: 'move', path: 'title', value: 'x' }]],
    ['noTarget', [{ op: 'remove' }]],
    ['noTarget', [{ op: 'replace', path: 'emails[type eq "other"].value', value: 'x' }]],
    ['invalidPath', [{ op: 'add', path: 'shoeSize', value: 9 }]],
    ['invalidPath', [{ op: 'add', path: 'name.shoeSize', value: 9 }]],
    ['invalidPath', [{ op: 'add', path: 'title[type eq "x"]', value: 9 }]],
    ['invalidPath', [{ op: 'add', path: 'em ails', value: 9 }]],
    ['invalidFilter', [{ op: 'add', path: 'emails[type is "x"].value', value: 'x' }]],
    ['mutability', [{ op: 'replace', path: 'id', value: 'x' }]],
    ['mutability', [{ op: 'add', path: 'groups', value: [{ value: 'x' }] }]],
    ['mutability', [{ op: 'remove', path: 'userName' }]],
    ['invalidValue', [{ op: 'replace', path: 'active', value: 'perhaps' }]],
    ['invalidValue', [{ op: 'replace', path: 'title', value: { a: 1 } }]],
    [
      'invalidValue',
      [
        {
          op: 'replace',
          path: 'emails',
          value: [
            { value: 'a', primary: true },
            { value: 'b', primary: true },
          ],
        },
      ],
    ],
  ])('is refused as %s', (scimType, operations) => {
    expect(refusal(...operations)).toBe(scimType);
  });

  it('happens as a whole or not at all, and never changes what it was given', () => {
    const before = structuredClone(ada);
    expect(refusal({ op: 'replace', path: 'title', value: 'x' }, { op: 'remove', path: 'userName' })).toBe(
      'mutability',
    );
    patched({ op: 'remove', path: 'emails' }, { op: 'replace', path: 'name.givenName', value: 'Augusta' });
    expect(ada).toEqual(before);
  });

  it('leaves a resource that can be read back as it is, whatever it is asked', () => {
    const path = fc.constantFrom(
      'title',
      'name',
      'name.givenName',
      'emails',
      'emails[type eq "work"]',
      'emails[type eq "x"].value',
      'emails.primary',
      `${ENTERPRISE_SCHEMA}:department`,
      'active',
      null,
    );
    const value = fc.oneof(
      fc.string(),
      fc.boolean(),
      fc.constant(null),
      fc.dictionary(
        fc.constantFrom('value', 'type', 'primary', 'givenName', 'title', 'emails'),
        fc.oneof(fc.string(), fc.boolean()),
      ),
      fc.array(fc.record({ value: fc.string(), primary: fc.boolean() }), { maxLength: 3 }),
    );
    const operation = fc.record({ op: fc.constantFrom('add', 'Replace', 'remove'), path, value });
    fc.assert(
      fc.property(fc.array(operation, { minLength: 1, maxLength: 6 }), (operations) => {
        try {
          const after = patched(...operations);
          expect(readResource(USER_TYPE, { ...after, groups: undefined })).toEqual(after);
          const emails = (after['emails'] ?? []) as readonly Attributes[];
          expect(emails.filter((one) => one['primary'] === true).length).toBeLessThanOrEqual(1);
        } catch (error) {
          expect(error).toBeInstanceOf(ScimRefusal);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('a PATCH of a group', () => {
  const plan = (...Operations: object[]) => planGroupPatch(readPatch({ Operations }));

  it('becomes steps that need not know the group', () => {
    const { operations, members } = plan(
      { op: 'Add', path: 'members', value: [{ value: 'A' }, { value: 'a' }, { value: 'b' }] },
      { op: 'Remove', path: 'members', value: [{ value: 'c' }] },
      { op: 'remove', path: 'members[value eq "d"]' },
      { op: 'replace', value: { displayName: 'Engines', members: [{ value: 'e' }] } },
      { op: 'remove', path: 'members' },
    );
    expect(members.map(({ kind }) => kind)).toEqual(['add', 'remove', 'remove-where', 'replace', 'clear']);
    expect(members[0]).toEqual({ kind: 'add', ids: ['a', 'b'] });
    expect(operations).toEqual([{ op: 'replace', path: null, value: { displayName: 'Engines' } }]);
  });

  it('takes no group for a member, and no name at the group', () => {
    expect(() => plan({ op: 'add', path: 'members', value: [{ value: 'a', type: 'Group' }] })).toThrow(
      /group within a group/,
    );
    expect(() => plan({ op: 'replace', path: 'members[value eq "a"].type', value: 'x' })).toThrow(ScimRefusal);
  });

  it.each(['replace', 'add'])('lets no member become another by %s, and takes one out by the same path', (op) => {
    const path = 'members[value eq "a"].value';
    expect(() => plan({ op, path, value: 'b' })).toThrow(expect.objectContaining({ scimType: 'mutability' }));
    expect(plan({ op: 'remove', path }).members).toMatchObject([{ kind: 'remove-where' }]);
  });
});
