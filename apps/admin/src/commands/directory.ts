import type { INestApplicationContext } from '@nestjs/common';
import { OPERATOR_POWER } from '#features/access';
import { DirectoryService } from '#features/provisioning';
import type { RequestContext } from '#kernel';
import { Settings } from '#platform/config';

const FIRST_TOKEN_DAYS = 365;

/** Makes a directory (SCIM) with its first token, which is shown here and never again. */
export async function createDirectory(
  app: INestApplicationContext,
  ctx: RequestContext,
  { name }: { readonly name?: string },
): Promise<{ id: string; urls: { base: string }; token: string }> {
  const label = name ?? `SCIM ${ctx.now.toISOString().slice(0, 19)}Z`;
  const { id, token } = await app
    .get(DirectoryService, { strict: false })
    .create(ctx, { name: label, days: FIRST_TOKEN_DAYS, power: OPERATOR_POWER });
  const { origin } = app.get(Settings, { strict: false }).publicUrl;
  return { id, urls: { base: `${origin}/scim/v2/${id}` }, token };
}
