import { userInfo } from 'node:os';
import { type DynamicModule, type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { OrgService, TenancyModule } from '#features/tenancy';
import { newId, type PrincipalId, type RequestContext } from '#kernel';
import { loadSettings } from '#platform/config';
import { openPlatform, type Platform, PlatformModule } from '#platform/ground';
import { NestLog } from '#platform/observability';

/** The principal of every command; its label tells which account of the host gave it. */
const COMMAND_PRINCIPAL = '00000000-0000-7000-8000-00000000000a' as PrincipalId;

type Modules = NonNullable<DynamicModule['imports']>;

/** The features of the installation, without its doors, beside a product that may be running. */
export async function withFeatures<T>(
  modules: Modules,
  work: (app: INestApplicationContext, platform: Platform) => Promise<T>,
): Promise<T> {
  const platform = await openPlatform(loadSettings(), { use: 'beside' });
  try {
    const root: DynamicModule = {
      module: AdminModule,
      imports: [PlatformModule.of(platform), TenancyModule, ...modules],
    };
    const app = await NestFactory.createApplicationContext(root, {
      logger: new NestLog(platform.log),
      abortOnError: false,
    });
    try {
      return await work(app, platform);
    } finally {
      await app.close();
    }
  } finally {
    await platform.close();
  }
}

/** As withFeatures, in the org of that slug. @throws OrgNotFound */
export const inOrg = <T>(
  slug: string,
  modules: Modules,
  work: (app: INestApplicationContext, ctx: RequestContext) => Promise<T>,
): Promise<T> =>
  withFeatures(modules, async (app, { clock }) => {
    const { id: orgId } = await app.get(OrgService).bySlug(slug);
    const now = clock.now();
    const principal = {
      kind: 'service',
      id: COMMAND_PRINCIPAL,
      label: `admin command by ${userInfo().username}`,
    } as const;
    return work(app, { orgId, principal, requestId: newId(now), now });
  });

@Module({})
class AdminModule {}
