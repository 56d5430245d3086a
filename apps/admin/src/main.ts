import 'reflect-metadata';
import { Command, CommanderError } from 'commander';
import { addConnection } from './commands/connection.js';
import { addDoctor } from './commands/doctor.js';
import { addDomain } from './commands/domain.js';
import { addEnrolmentToken } from './commands/enrolment-token.js';
import { addLedger } from './commands/ledger.js';
import { addMigrate } from './commands/migrate.js';
import { addPolicy } from './commands/policy.js';
import { addSetup } from './commands/setup.js';
import { finish } from './finish.js';

const program = new Command('admin')
  .description(
    'What an automation asks of a Castellan installation. One JSON object on standard output, messages on standard error.',
  )
  .exitOverride()
  .configureOutput({
    writeOut: (text) => void process.stderr.write(text),
    writeErr: (text) => void process.stderr.write(text),
  });

for (const add of [addSetup, addMigrate, addDoctor, addPolicy, addEnrolmentToken, addLedger, addConnection, addDomain])
  add(program);
for (const command of program.commands) command.option('--json', 'answer in JSON (the only form there is)');

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 64;
  else finish(error);
}
