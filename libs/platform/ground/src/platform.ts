import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hkdfSync } from 'node:crypto';
import { type Clock, SystemClock } from '#kernel';
import { type DataFolder, type DataFolderUse, openDataFolder, type Settings } from '#platform/config';
import {
  claimDatabase,
  type Databases,
  type DatabaseUrls,
  joinEmbeddedPostgres,
  migrate,
  openDatabases,
  prepareLogins,
  reachDatabase,
  startEmbeddedPostgres,
} from '#platform/database';
import { OutboundHttp, parseAddressRanges } from '#platform/http';
import { Health, Log, Metrics, startTraces } from '#platform/observability';
import { InstallationSealer, type KeyVault, openKeyVault } from '#platform/vault';

/** The third floor, opened: what every feature stands on, and how to close it again. */
export interface Platform {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly health: Health;
  readonly databases: Databases;
  readonly urls: DatabaseUrls;
  readonly vault: KeyVault;
  readonly sealer: InstallationSealer;
  readonly outbound: OutboundHttp;
  /** In the order in which things hang on each other; safe to call when only half was opened. */
  close(): Promise<void>;
}

const MIGRATIONS = fileURLToPath(new URL('prisma/migrations', rootOf(import.meta.url)));
const OWNER_PASSWORD_BYTES = 24;

export interface OpenOptions {
  /** `beside` for a command that works while the product may be running on the same data folder. */
  readonly use?: Exclude<DataFolderUse, 'shared'>;
  readonly progress?: (step: string) => void;
}

/**
 * Opens the third floor: data folder, database (embedded where no other is named), migrations, logins, keyring.
 * @throws DataFolderRefused, DatabaseRefused with what to do
 */
export async function openPlatform(
  settings: Settings,
  { use = 'alone', progress = () => undefined }: OpenOptions = {},
): Promise<Platform> {
  const log = new Log({ level: settings.logLevel });
  const closing: (() => Promise<void> | void)[] = [];
  const close = async (): Promise<void> => {
    for (const end of closing.splice(0).reverse()) await end();
  };
  try {
    if (settings.tracesEndpoint !== undefined) {
      closing.push(await startTraces({ endpoint: settings.tracesEndpoint, serviceName: settings.serviceName }));
    }
    const folder = openDataFolder(settings, settings.databaseUrl === undefined ? use : 'shared');
    closing.push(() => folder.release());
    const { ownerUrl, stop } = await openServer(settings, folder, progress);
    closing.push(stop);
    progress('Migrating the database');
    const applied = await migrate(ownerUrl, MIGRATIONS);
    if (applied.length > 0) log.info('database.migrated', { applied });
    await claimDatabase(ownerUrl, folder.masterKey);
    const urls = await prepareLogins(ownerUrl, folder.masterKey);
    const databases = openDatabases(urls, {
      noted: (reason) => log.debug('database.across', { reason }),
      troubled: (error) => log.warn('database.troubled', { error }),
    });
    closing.push(() => databases.close());
    await databases.signal.open();
    const outbound = new OutboundHttp(parseAddressRanges(settings.outboundAllow));
    closing.push(() => outbound.close());
    return { settings, log, databases, urls, outbound, close, ...inMemory(settings, folder, databases) };
  } catch (error) {
    await close();
    throw error;
  }
}

function inMemory(settings: Settings, folder: DataFolder, databases: Databases) {
  const health = new Health();
  health.add('database', () => databases.ping());
  return {
    clock: new SystemClock(),
    metrics: new Metrics(),
    health,
    vault: openKeyVault({ masterKey: folder.masterKey, kmsKey: settings.kmsKey, kmsEndpoint: settings.kmsEndpoint }),
    sealer: new InstallationSealer(folder.masterKey),
  };
}

async function openServer(
  settings: Settings,
  folder: DataFolder,
  progress: (step: string) => void,
): Promise<{ ownerUrl: string; stop: () => Promise<void> }> {
  if (settings.databaseUrl !== undefined) {
    const ownerUrl = settings.databaseUrl.reveal();
    progress('Reaching the database');
    await reachDatabase(ownerUrl);
    return { ownerUrl, stop: () => Promise.resolve() };
  }
  const password = Buffer.from(
    hkdfSync('sha256', folder.masterKey, '', 'castellan/embedded-postgres', OWNER_PASSWORD_BYTES),
  ).toString('base64url');
  const cluster = { folder: join(folder.path, 'postgres'), password };
  return folder.isAlone ? startEmbeddedPostgres({ ...cluster, progress }) : joinEmbeddedPostgres(cluster);
}

/** The checkout or the installed folder: where package.json lies, above the source as above the build. */
function rootOf(moduleUrl: string): URL {
  return new URL(moduleUrl.includes('/dist/libs/') ? '../../../../../' : '../../../../', moduleUrl);
}
