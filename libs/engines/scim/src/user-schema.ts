import { complex, flag, type ResourceType, reference, type Schema, several, text } from './schema.js';

export const USER_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const ENTERPRISE_SCHEMA = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

const plainValue = (description: string) => ({ value: text('value', description) });

/** RFC 7643 section 4.1. There is no `password`: accounts that a directory makes have none here. */
const USER: Schema = {
  id: USER_SCHEMA,
  name: 'User',
  description: 'User Account: a person as the directory knows her',
  attributes: [
    text('userName', 'What the person signs in as; unique in the directory', { required: true, uniqueness: 'server' }),
    complex('name', 'The parts of the name', [
      text('formatted', 'The whole name'),
      text('familyName', 'The family name'),
      text('givenName', 'The given name'),
      text('middleName', 'The middle names'),
      text('honorificPrefix', 'A title before the name'),
      text('honorificSuffix', 'A title after the name'),
    ]),
    text('displayName', 'The name to show'),
    text('nickName', 'What she is called casually'),
    reference('profileUrl', 'A page about the person', { referenceTypes: ['external'] }),
    text('title', 'Her title, such as "Vice President"'),
    text('userType', 'How she is related to the organisation'),
    text('preferredLanguage', 'The languages she prefers (RFC 9110 section 12.5.4)'),
    text('locale', 'How dates and numbers are written for her (RFC 5646)'),
    text('timezone', 'Her time zone, such as "Europe/Berlin"'),
    flag('active', 'Whether the person may use Castellan; false ends her sessions, tokens and machines'),
    several('emails', 'E-mail addresses', {
      value: text('value', 'The address'),
      types: ['work', 'home', 'other'],
    }),
    several('phoneNumbers', 'Telephone numbers', {
      value: text('value', 'The number'),
      types: ['work', 'home', 'mobile', 'fax', 'pager', 'other'],
    }),
    several('ims', 'Addresses for instant messages', plainValue('The address')),
    several('photos', 'Pictures', {
      value: reference('value', 'Where the picture is', { referenceTypes: ['external'] }),
      types: ['photo', 'thumbnail'],
    }),
    complex(
      'addresses',
      'Postal addresses',
      [
        text('formatted', 'The whole address'),
        text('streetAddress', 'Street and number'),
        text('locality', 'The city'),
        text('region', 'The state or region'),
        text('postalCode', 'The postal code'),
        text('country', 'The country (ISO 3166-1 alpha-2)'),
        text('type', 'What it is for', { canonicalValues: ['work', 'home', 'other'] }),
        flag('primary', 'Whether it is the preferred one; at most one is'),
      ],
      { multiValued: true },
    ),
    complex(
      'groups',
      'The groups that she is in; changed at the groups',
      [
        text('value', 'The id of the group', { caseExact: true, mutability: 'readOnly' }),
        reference('$ref', 'Where the group is', { mutability: 'readOnly', referenceTypes: ['Group'] }),
        text('display', 'The name of the group', { mutability: 'readOnly' }),
        text('type', 'How she is in it', { mutability: 'readOnly', canonicalValues: ['direct'] }),
      ],
      { multiValued: true, mutability: 'readOnly' },
    ),
    several('entitlements', 'Things that she is entitled to', plainValue('The entitlement')),
    several('roles', 'Her roles as the directory names them; they give no rights in Castellan', plainValue('The role')),
    several('x509Certificates', 'Certificates', {
      value: text('value', 'The certificate, DER in base64', { caseExact: true }),
    }),
  ],
};

/** RFC 7643 section 4.3. */
const ENTERPRISE: Schema = {
  id: ENTERPRISE_SCHEMA,
  name: 'EnterpriseUser',
  description: 'Enterprise User: what an enterprise keeps of its people',
  attributes: [
    text('employeeNumber', 'The number that the employer gave her'),
    text('costCenter', 'The cost center'),
    text('organization', 'The organisation'),
    text('division', 'The division'),
    text('department', 'The department'),
    complex('manager', 'Her manager', [
      text('value', 'The id of the manager', { caseExact: true }),
      reference('$ref', 'Where the manager is', { referenceTypes: ['User'] }),
      text('displayName', 'The name of the manager', { mutability: 'readOnly' }),
    ]),
  ],
};

export const USER_TYPE: ResourceType = {
  name: 'User',
  endpoint: '/Users',
  description: 'People',
  schema: USER,
  extensions: [ENTERPRISE],
};
