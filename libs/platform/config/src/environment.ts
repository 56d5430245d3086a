import { isIP } from 'node:net';
import { isAbsolute, resolve } from 'node:path';
import { z } from 'zod';
import { secret } from './read-settings.js';

export const ROLES = ['api', 'ingest', 'worker'] as const;
export type Role = (typeof ROLES)[number];

const MASTER_KEY_BYTES = 32;

/** `10.0.0.53`, `10.0.0.53:5353`, `fd00::53` or `[fd00::53]:5353`. */
const isNameServer = (text: string): boolean => {
  const [, address = text] = /^\[?([0-9a-fA-F:.]+?)\]?(?::\d{1,5})?$/.exec(text) ?? [];
  return isIP(text) !== 0 || isIP(address) !== 0;
};
const path = z.string().transform((text) => (isAbsolute(text) ? text : resolve(text)));

/** Every variable that the product reads, in the order of the documentation. */
export const environment = z
  .object({
    CASTELLAN_DATA_DIR: path
      .prefault('.castellan')
      .describe('Folder for all that is kept: the embedded database, the keyring.'),
    CASTELLAN_HOST: z.string().default('127.0.0.1').describe('Address to listen on.'),
    CASTELLAN_PORT: z.coerce
      .number('must be a number')
      .int()
      .min(1)
      .max(65_535)
      .default(8470)
      .describe('Port to listen on.'),
    CASTELLAN_PUBLIC_URL: z
      .url({ protocol: /^https?$/, error: 'must be an http or https address without a path' })
      .refine((url) => new URL(url).pathname === '/', 'must be an http or https address without a path')
      .optional()
      .describe(
        'The address under which people and machines reach Castellan: the issuer of its tokens. Default: http://HOST:PORT.',
      ),
    CASTELLAN_ROLES: z
      .string()
      .default('api,ingest,worker')
      .transform((text) => text.split(',').map((part) => part.trim()))
      .pipe(z.array(z.enum(ROLES, `must be some of ${ROLES.join(', ')}, separated by commas`)).min(1))
      .describe('What this process does. One process does all by default; many split the work.'),
    CASTELLAN_TRUST_PROXY: z
      .string()
      .optional()
      .describe('Addresses or networks of proxies whose X-Forwarded-For is believed, separated by commas.'),
    CASTELLAN_TLS_CERT: path.optional().describe('Certificate chain in PEM. With the key: serves TLS 1.3 only.'),
    CASTELLAN_TLS_KEY: path.optional().describe('Private key in PEM.'),
    CASTELLAN_MASTER_KEY: secret()
      .refine(
        (key) => Buffer.from(key.reveal(), 'base64').length === MASTER_KEY_BYTES,
        'must be 32 bytes in base64 ("openssl rand -base64 32")',
      )
      .optional()
      .describe(
        'Key of the local keyring, 32 bytes in base64. Default: made once and kept in the data folder. All processes must share it.',
      ),
    CASTELLAN_OUTBOUND_ALLOW: z
      .string()
      .default('')
      .describe(
        'Private networks that Castellan may reach on behalf of an admin (identity providers, sinks), as CIDR, separated by commas.',
      ),
    CASTELLAN_DNS_SERVERS: z
      .string()
      .default('')
      .transform((text) =>
        text
          .split(',')
          .map((part) => part.trim())
          .filter((part) => part !== ''),
      )
      .refine((servers) => servers.every(isNameServer), 'must be IP addresses, each with a port if need be')
      .describe(
        'Name servers that are asked for the TXT records of domains, separated by commas (10.0.0.53, [fd00::53]:5353). Default: those of the host.',
      ),
    CASTELLAN_SECURITY_CONTACT: z
      .url('must be a mailto: or https: address')
      .default('mailto:security@castellan.dev')
      .describe('Contact in /.well-known/security.txt.'),
    CASTELLAN_LOG_LEVEL: z
      .enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'])
      .default('info')
      .describe('Least level that is logged.'),
    DATABASE_URL: secret()
      .refine((url) => /^postgres(ql)?:\/\//.test(url.reveal()), 'must begin with postgresql://')
      .optional()
      .describe(
        'PostgreSQL 15 or later, as a role that owns the database and may create roles. Default: an embedded PostgreSQL in the data folder.',
      ),
    REDIS_URL: secret()
      .refine((url) => /^rediss?:\/\//.test(url.reveal()), 'must begin with redis:// or rediss://')
      .optional()
      .describe(
        'Redis for jobs (BullMQ), or the nodes of a Redis Cluster separated by commas. Default: jobs run on PostgreSQL (pg-boss).',
      ),
    CASTELLAN_KMS_KEY: z
      .string()
      .min(1)
      .max(2_048)
      .optional()
      .describe(
        'ARN, id or alias of a key in AWS KMS, which then wraps every org’s data keys. Default: the local keyring.',
      ),
    AWS_KMS_ENDPOINT: z
      .url('must be an address')
      .optional()
      .describe('Another address for AWS KMS, as for an emulator or a private endpoint.'),
    OTEL_EXPORTER_OTLP_ENDPOINT: z
      .url('must be an address')
      .optional()
      .describe('Where to send our own traces, as OTLP over HTTP. Default: nowhere.'),
    OTEL_SERVICE_NAME: z.string().default('castellan').describe('Name of this service in traces.'),
  })
  .refine(({ CASTELLAN_TLS_CERT: cert, CASTELLAN_TLS_KEY: key }) => (cert === undefined) === (key === undefined), {
    path: ['CASTELLAN_TLS_CERT'],
    message: 'must be set together with CASTELLAN_TLS_KEY',
  });

export type Environment = z.output<typeof environment>;
