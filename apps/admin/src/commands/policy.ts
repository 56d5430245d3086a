import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import type { Command } from 'commander';
import { PoliciesModule, type PolicyScope, SCOPE_KINDS, VersionService } from '#features/policies';
import { isUuid } from '#kernel';
import { answer } from '../finish.js';
import { inOrg } from '../installation.js';

interface PublishOptions {
  readonly org: string;
  readonly file: string;
  readonly reason: string;
  readonly basedOn?: string;
  readonly scope?: string;
}

/** `policy publish` → `{"org", "version", "digest", "publishedAt"}` */
export function addPolicy(program: Command): void {
  const policy = program.command('policy').description('The policy of an organisation');
  policy
    .command('publish')
    .description('Publish a file as the next version')
    .requiredOption('--org <slug>', 'whose policy')
    .requiredOption('--file <path>', 'the document; .json is read as JSON, anything else as YAML')
    .requiredOption('--reason <text>', 'why, for whoever reads the history')
    .option('--scope <kind/id>', 'a team, group or project of its own policy: team/ID, group/ID, project/ID')
    .option('--based-on <version>', 'refuse when another version stands; without it the file replaces whatever stands')
    .option('--json', 'answer in JSON (the only form there is)')
    .action(publish);
}

async function publish({ org, file, reason, basedOn, scope }: PublishOptions): Promise<void> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new Error(`${file} cannot be read; give the path of a policy document.`, { cause: error });
  });
  const format = extname(file).toLowerCase() === '.json' ? 'json' : 'yaml';
  const published = await inOrg(org, [PoliciesModule], (app, ctx) =>
    app.get(VersionService).publish(
      ctx,
      {
        text,
        format,
        reason,
        basedOn: basedOn === undefined ? 'whatever-stands' : Number(basedOn),
        ...(scope !== undefined && { scope: scopeOf(scope) }),
      },
      'break-glass',
    ),
  );
  answer({
    org,
    ...(scope !== undefined && { scope, refused: published.refused.map(({ what }) => what) }),
    version: published.number,
    digest: published.digest,
    publishedAt: published.publishedAt.toISOString(),
  });
}

function scopeOf(written: string): PolicyScope {
  const [kind, id] = written.split('/');
  const known = SCOPE_KINDS.find((one) => one === kind && one !== 'org');
  if (known === undefined || id === undefined || !isUuid(id))
    throw new Error('--scope names a team, group or project by its id: team/ID, group/ID or project/ID.');
  return { kind: known, id };
}
