import type { Command } from 'commander';
import { z } from 'zod';
import { domainName, DomainService, FederationModule } from '#features/federation';
import { orgSlug } from '#features/tenancy';
import { parsed } from '#platform/http';
import { answer } from '../finish.js';
import { inOrg } from '../installation.js';

const order = parsed(z.object({ org: orgSlug, domain: domainName, json: z.boolean().optional() }));

/** `domain vouch` → `{"id", "domain", "verifiedAt"}` */
export function addDomain(program: Command): void {
  const domain = program.command('domain').description('The domains of an organisation’s addresses');
  domain
    .command('vouch')
    .description('Say that a domain is the organisation’s, where no public DNS can')
    .requiredOption('--org <slug>', 'whose domain')
    .requiredOption('--domain <name>', 'such as example.com')
    .option('--json', 'answer in JSON (the only form there is)')
    .action(vouch);
}

async function vouch(options: unknown): Promise<void> {
  const { org, domain: name } = order.transform(options, { type: 'custom' });
  const domain = await inOrg(org, [FederationModule], (app, ctx) => app.get(DomainService).vouch(ctx, name));
  answer({ id: domain.id, domain: domain.name, verifiedAt: domain.verifiedAt?.toISOString() ?? null });
}
