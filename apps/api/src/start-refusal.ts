import { DataFolderRefused, SettingsInvalid } from '#platform/config';
import { DatabaseRefused } from '#platform/database';
import { QueueUnreachable } from '#platform/jobs';

/** Exit codes as in sysexits.h, so that a supervisor can tell a wrong setting from a database that is away. */
const EX_UNAVAILABLE = 69;
export const EX_SOFTWARE = 70;
const EX_OSERR = 71;
const EX_CANTCREAT = 73;
const EX_CONFIG = 78;

export interface StartRefusal {
  /** What to do, for the person at the terminal. */
  readonly sentence: string;
  readonly exitCode: number;
}

/** Why the product did not start, in one sentence. */
export function startRefusal(
  error: unknown,
  { host, port }: { host: string; port: number } | { host: ''; port: 0 },
): StartRefusal {
  if (error instanceof SettingsInvalid) return { sentence: error.message, exitCode: EX_CONFIG };
  if (error instanceof DataFolderRefused) return { sentence: error.message, exitCode: EX_CANTCREAT };
  if (error instanceof DatabaseRefused || error instanceof QueueUnreachable) {
    return { sentence: error.message, exitCode: EX_UNAVAILABLE };
  }
  const { code, message } =
    error instanceof Error ? (error as NodeJS.ErrnoException) : { code: undefined, message: String(error) };
  if (code === 'EADDRINUSE') {
    return {
      sentence: `Port ${port} of ${host} is taken: stop what listens there, or choose another with CASTELLAN_PORT.`,
      exitCode: EX_OSERR,
    };
  }
  if (code === 'EACCES') {
    return {
      sentence: `This user may not listen on port ${port} of ${host}: choose one above 1023 with CASTELLAN_PORT.`,
      exitCode: EX_OSERR,
    };
  }
  if (code === 'EADDRNOTAVAIL') {
    return { sentence: `This host has no address ${host}: choose another with CASTELLAN_HOST.`, exitCode: EX_CONFIG };
  }
  return { sentence: `Castellan could not start: ${message}`, exitCode: EX_SOFTWARE };
}
