import { GROUP_TYPE } from './group-schema.js';
import { DEFAULT_PAGE, MOST_ON_PAGE } from './list-query.js';
import type { Attributes } from './resource.js';
import { COMMON, type ResourceType, type Schema } from './schema.js';
import { USER_TYPE } from './user-schema.js';

export const RESOURCE_TYPES: readonly ResourceType[] = [USER_TYPE, GROUP_TYPE];
export const MOST_BULK_OPERATIONS = 1_000;
export const LARGEST_BODY = 10 * 1024 * 1024;

const SCHEMA_OF_SCHEMAS = 'urn:ietf:params:scim:schemas:core:2.0:Schema';
const SCHEMA_OF_TYPES = 'urn:ietf:params:scim:schemas:core:2.0:ResourceType';
const SCHEMA_OF_CONFIG = 'urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig';

/** RFC 7643 section 5, with the paging of RFC 9865 section 4. */
export const serviceProviderConfig = (base: string): Attributes => ({
  schemas: [SCHEMA_OF_CONFIG],
  patch: { supported: true },
  bulk: { supported: true, maxOperations: MOST_BULK_OPERATIONS, maxPayloadSize: LARGEST_BODY },
  filter: { supported: true, maxResults: MOST_ON_PAGE },
  changePassword: { supported: false },
  sort: { supported: true },
  etag: { supported: true },
  pagination: {
    cursor: true,
    index: true,
    defaultPaginationMethod: 'index',
    defaultPageSize: DEFAULT_PAGE,
    maxPageSize: MOST_ON_PAGE,
  },
  authenticationSchemes: [
    {
      type: 'oauthbearertoken',
      name: 'Bearer token',
      description: 'A token of the directory, made in the console, in the header Authorization: Bearer (RFC 6750).',
      specUri: 'https://www.rfc-editor.org/rfc/rfc6750',
      primary: true,
    },
  ],
  meta: { resourceType: 'ServiceProviderConfig', location: `${base}/ServiceProviderConfig` },
});

/** RFC 7643 section 6. */
export const resourceTypes = (base: string): readonly Attributes[] =>
  RESOURCE_TYPES.map(({ name, endpoint, description, schema, extensions }) => ({
    schemas: [SCHEMA_OF_TYPES],
    id: name,
    name,
    endpoint,
    description,
    schema: schema.id,
    schemaExtensions: extensions.map(({ id }) => ({ schema: id, required: false })),
    meta: { resourceType: 'ResourceType', location: `${base}/ResourceTypes/${name}` },
  }));

/** What every resource has, and the client says: Entra ID maps to it, and looks for it in the schema. */
const GIVEN_COMMON = COMMON.filter(({ name }) => name === 'externalId');

/** RFC 7643 section 7. */
export const schemas = (base: string): readonly Attributes[] =>
  RESOURCE_TYPES.flatMap(({ schema, extensions }) => [
    described(base, { ...schema, attributes: [...GIVEN_COMMON, ...schema.attributes] }),
    ...extensions.map((one) => described(base, one)),
  ]);

const described = (base: string, { id, name, description, attributes }: Schema): Attributes => ({
  schemas: [SCHEMA_OF_SCHEMAS],
  id,
  name,
  description,
  attributes,
  meta: { resourceType: 'Schema', location: `${base}/Schemas/${id}` },
});
