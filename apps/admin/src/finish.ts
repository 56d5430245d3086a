import { DomainError } from '#kernel';
import { DataFolderRefused, SettingsInvalid } from '#platform/config';
import { DatabaseRefused } from '#platform/database';

const EX_DATAERR = 65;
const EX_UNAVAILABLE = 69;
const EX_SOFTWARE = 70;
const EX_CONFIG = 78;

/** Says on standard error why a command failed, in one sentence, and sets the exit code (sysexits.h). */
export function finish(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = codeOf(error);
}

function codeOf(error: unknown): number {
  if (error instanceof SettingsInvalid || error instanceof DataFolderRefused) return EX_CONFIG;
  if (error instanceof DatabaseRefused) return EX_UNAVAILABLE;
  if (error instanceof DomainError) return error.kind === 'unavailable' ? EX_UNAVAILABLE : EX_DATAERR;
  return EX_SOFTWARE;
}

/** The one JSON object on standard output. */
export const answer = (result: object): void => void process.stdout.write(`${JSON.stringify(result)}\n`);
