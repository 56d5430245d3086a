import { type Command, InvalidArgumentError } from 'commander';
import { EnrolmentTokenService, FleetModule } from '#features/fleet';
import { answer } from '../finish.js';
import { inOrg } from '../installation.js';

interface CreateOptions {
  readonly org: string;
  readonly label: string;
  readonly hours: number;
  readonly uses: number;
}

const MOST_HOURS = 24 * 366;
const MOST_USES = 100_000;

/** `enrolment-token create` → `{"org", "id", "token", "uses", "expiresAt"}`; the token is shown here and never again. */
export function addEnrolmentToken(program: Command): void {
  const token = program.command('enrolment-token').description('Tokens by which machines enrol without a person');
  token
    .command('create')
    .description('Make a token for device management')
    .requiredOption('--org <slug>', 'whose machines')
    .option('--label <text>', 'what the console calls it', 'made by command')
    .option('--hours <number>', 'how long it stands', between(1, MOST_HOURS), 24)
    .option('--uses <number>', 'how many machines may use it', between(1, MOST_USES), 1)
    .option('--json', 'answer in JSON (the only form there is)')
    .action(create);
}

async function create({ org, label, hours, uses }: CreateOptions): Promise<void> {
  const { token, text } = await inOrg(org, [FleetModule], (app, ctx) =>
    app.get(EnrolmentTokenService, { strict: false }).create(ctx, { label, expiresInHours: hours, uses }),
  );
  answer({ org, id: token.id, token: text, uses: token.usesAllowed, expiresAt: token.expiresAt.toISOString() });
}

const between = (least: number, most: number) => (text: string) => {
  const number = Number(text);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
};
