import { complex, reference, type ResourceType, text } from './schema.js';

export const GROUP_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:Group';

/** RFC 7643 section 4.2. Members are people alone: a group within a group is refused, and the schema says so. */
export const GROUP_TYPE: ResourceType = {
  name: 'Group',
  endpoint: '/Groups',
  description: 'Groups of people',
  schema: {
    id: GROUP_SCHEMA,
    name: 'Group',
    description: 'A group of people, to which roles can be given',
    attributes: [
      text('displayName', 'The name of the group; unique in the directory', { required: true, uniqueness: 'server' }),
      complex(
        'members',
        'Who is in the group',
        [
          text('value', 'The id of the person', { caseExact: true, mutability: 'immutable' }),
          reference('$ref', 'Where the person is', { mutability: 'immutable', referenceTypes: ['User'] }),
          text('type', 'The kind of the member', {
            mutability: 'immutable',
            caseExact: false,
            canonicalValues: ['User'],
          }),
        ],
        { multiValued: true },
      ),
    ],
  },
  extensions: [],
};
