import type { Command } from 'commander';
import { loadSettings } from '#platform/config';
import { openPlatform } from '#platform/ground';
import { answer } from '../finish.js';

/** `migrate` → `{"migrated": true}`: brings the database to this build, as every start does too. */
export function addMigrate(program: Command): void {
  program
    .command('migrate')
    .description('Bring the database to this build')
    .action(async () => {
      const platform = await openPlatform(loadSettings(), { use: 'beside' });
      await platform.close();
      answer({ migrated: true });
    });
}
