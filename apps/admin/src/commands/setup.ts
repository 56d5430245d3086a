import type { Command } from 'commander';
import { z } from 'zod';
import { AccessModule, OrgProvisioning } from '#features/access';
import { orgName, orgSlug } from '#features/tenancy';
import { parsed } from '#platform/http';
import { answer } from '../finish.js';
import { withFeatures } from '../installation.js';

const order = parsed(
  z.object({
    org: orgSlug,
    name: orgName,
    owner: z.email(),
    serviceAccount: z.boolean().default(false),
    json: z.boolean().optional(),
  }),
);

/** `setup` → `{"org", "ownerSetupUrl", "serviceAccount"?: {"id", "token"}}`; both link and token are shown this once. */
export function addSetup(program: Command): void {
  program
    .command('setup')
    .description('Found an organisation, and make the one-time link of its owner')
    .requiredOption('--org <slug>', 'its short name')
    .requiredOption('--name <name>', 'its name')
    .requiredOption('--owner <email>', 'who is to own it')
    .option('--service-account', 'also make an account for an automation')
    .action(setUp);
}

async function setUp(options: unknown): Promise<void> {
  const { org: slug, name, owner: ownerEmail, serviceAccount } = order.transform(options, { type: 'custom' });
  answer(
    await withFeatures([AccessModule], (app) =>
      app.get(OrgProvisioning).provision({ slug, name, ownerEmail, serviceAccount }),
    ),
  );
}
