import type { Command } from 'commander';
import { AuditModule, VerificationService } from '#features/audit';
import { OrgService } from '#features/tenancy';
import { answer } from '../finish.js';
import { withFeatures } from '../installation.js';

interface VerifyOptions {
  readonly org?: string;
}

const EX_DATAERR = 65;

/** `ledger verify [--org SLUG]` → `{"ok", "orgs": [{org, ok, size, contents, erased, unread, faults, faultCount}]}`; exit code 65 for a fault. */
export function addLedger(program: Command): void {
  const ledger = program.command('ledger').description('The evidence of an organisation');
  ledger
    .command('verify')
    .description('Check every entry, tile, checkpoint and signature as they are stored')
    .option('--org <slug>', 'one organisation; without it all of them')
    .option('--json', 'answer in JSON (the only form there is)')
    .action(verify);
}

async function verify({ org: slug }: VerifyOptions): Promise<void> {
  const checked = await withFeatures([AuditModule], async (app) => {
    const [orgs, verification] = [app.get(OrgService), app.get(VerificationService, { strict: false })];
    const reports = [];
    for (const { id, slug: org } of slug === undefined ? await orgs.all() : [await orgs.bySlug(slug)]) {
      reports.push({ org, ...(await verification.verify({ orgId: id })) });
    }
    return reports;
  });
  const ok = checked.every((report) => report.ok);
  answer({ ok, orgs: checked });
  if (!ok) process.exitCode = EX_DATAERR;
}
