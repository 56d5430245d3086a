import { randomBytes } from 'node:crypto';
import { Machine } from './machine.js';
import { completeSetup, type Owner, setupLinkOf } from './person.js';
import { asOwner, urlOf } from './postgres.js';
import { type Product, type ProductOptions, startProduct } from './product.js';

/** A running product that somebody owns. */
export interface Stand {
  readonly product: Product;
  readonly owner: Owner;
  /** A new machine of the owner's org. */
  enrol(hostname?: string): Promise<Machine>;
  publish(policy: string, basedOn?: number | null): Promise<{ version: number }>;
}

/** One whose database the test can look into, as its owner. */
export interface OpenStand extends Stand {
  readonly databaseUrl: string;
}

/** Starts the product on a migrated database of the test server, and sets up its first org, `acme`. */
export async function openStand(options: ProductOptions = {}): Promise<OpenStand> {
  // Loaded here: outside a test run (the bench, the demo) there is no such server, and vitest cannot be loaded.
  const { inject } = await import('vitest');
  const server = inject('postgresUrl');
  const name = `stand_${randomBytes(8).toString('hex')}`;
  await asOwner(server, `create database ${name} template ${inject('postgresTemplate')}`);
  const databaseUrl = urlOf(server, name);
  const product = await startProduct({ ...options, env: { DATABASE_URL: databaseUrl, ...options.env } });
  const remove = async (): Promise<void> => {
    await product.remove();
    await asOwner(server, `drop database ${name} with (force)`);
  };
  return { ...(await ownedStand({ ...product, remove })), databaseUrl };
}

/** Starts the product with the PostgreSQL that it brings along, which a power cut takes with it. */
export const openStandAlone = async (options: ProductOptions = {}): Promise<Stand> =>
  ownedStand(await startProduct(options));

async function ownedStand(product: Product): Promise<Stand> {
  const owner = await completeSetup(setupLinkOf(product), { name: 'Acme', slug: 'acme' });
  return {
    product,
    owner,
    async enrol(hostname = 'build-7') {
      const { token } = await enrolmentToken(owner);
      return Machine.enrol(product.url, token, hostname);
    },
    publish: (text, basedOn = null) =>
      owner.person.post('/api/v1/policy/versions', { text, format: 'yaml', reason: 'For a test.', basedOn }),
  };
}

export const enrolmentToken = ({ person }: Owner): Promise<{ token: string }> =>
  person.post('/api/v1/enrolment-tokens', { label: 'test', expiresInHours: 1, uses: 10 });

export interface AuditEvent {
  readonly id: string;
  readonly index: number;
  readonly kind: string;
  readonly machine?: { readonly id: string; readonly label: string } | null;
  readonly effect?: string | null;
  readonly session?: string | null;
  readonly tool?: string | null;
  readonly rules: readonly string[];
  readonly reason?: string | null;
}

/** Every event that matches `query`, through all pages. */
export async function auditEvents({ person }: Owner, query = ''): Promise<AuditEvent[]> {
  const events: AuditEvent[] = [];
  let cursor: string | null = null;
  do {
    const next: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page: { items: AuditEvent[]; nextCursor: string | null } = await person.get(
      `/api/v1/audit/events?limit=200${query}${next}`,
    );
    events.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return events;
}
