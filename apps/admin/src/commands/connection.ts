import { readFile } from 'node:fs/promises';
import type { INestApplicationContext } from '@nestjs/common';
import type { Command } from 'commander';
import { type CommandOptions, ConnectionProtocols, ConnectionService, FederationModule } from '#features/federation';
import { ProvisioningModule } from '#features/provisioning';
import type { RequestContext } from '#kernel';
import { answer } from '../finish.js';
import { inOrg } from '../installation.js';
import { createDirectory } from './directory.js';

interface CreateOptions extends Omit<CommandOptions, 'metadata'> {
  readonly org: string;
  readonly type: string;
  readonly name?: string;
  /** The path of a file. */
  readonly metadata?: string;
  readonly draft?: boolean;
}

/** What the command prints. `token` is shown this once; a kind that has none leaves it out. */
interface Created {
  readonly id: string;
  readonly urls: Readonly<Record<string, string>>;
  readonly token?: string;
}

type Create = (app: INestApplicationContext, ctx: RequestContext, options: CreateOptions) => Promise<Created>;

/** By kind: the features that it needs, and how it is made there. */
const KINDS: Readonly<Record<string, { readonly modules: Parameters<typeof inOrg>[1]; readonly create: Create }>> = {
  saml: { modules: [FederationModule], create: signOn('saml') },
  oidc: { modules: [FederationModule], create: signOn('oidc') },
  scim: { modules: [ProvisioningModule], create: createDirectory },
};

/** `connection create` → `{"id", "urls", "token"?}` */
export function addConnection(program: Command): void {
  const connection = program.command('connection').description('How people of an organisation come in');
  connection
    .command('create')
    .description('Make a connection, live at once: whoever gives this command vouches for it')
    .requiredOption('--org <slug>', 'whose connection')
    .requiredOption('--type <kind>', Object.keys(KINDS).join(', '))
    .option('--name <name>', 'what people see; default: the kind')
    .option('--metadata <path>', 'the identity provider’s metadata (saml)')
    .option('--issuer <url>', 'the identity provider’s issuer (oidc)')
    .option('--client-id <id>', 'as the identity provider knows us (oidc)')
    .option('--client-secret <secret>', 'as the identity provider knows us (oidc)')
    .option('--draft', 'let nobody in before a test has passed')
    .option('--json', 'answer in JSON (the only form there is)')
    .action(create);
}

async function create(options: CreateOptions): Promise<void> {
  const kind = KINDS[options.type];
  if (kind === undefined) throw new Error(`--type is one of ${Object.keys(KINDS).join(', ')}.`);
  answer(await inOrg(options.org, kind.modules, (app, ctx) => kind.create(app, ctx, options)));
}

function signOn(kind: 'saml' | 'oidc'): Create {
  return async (app, ctx, { metadata, name, draft = false, ...given }) => {
    const protocol = app.get(ConnectionProtocols).of(kind);
    const text = metadata === undefined ? undefined : await textOf(metadata);
    const order = await protocol.orderOf({ ...given, ...(text !== undefined && { metadata: text }) });
    const connection = await app.get(ConnectionService).create(ctx, {
      kind,
      name: name ?? kind.toUpperCase(),
      ...order,
      defaultRole: null,
      jit: true,
      isVouched: !draft,
    });
    return { id: connection.id, urls: protocol.urlsOf(connection) };
  };
}

const textOf = (path: string): Promise<string> =>
  readFile(path, 'utf8').catch((error: unknown) => {
    throw new Error(`${path} cannot be read; give the path of the metadata.`, { cause: error });
  });
