import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { type ShadowReport, shadowReport } from '#contracts';
import { isObject } from '../machine/enrolment.js';
import type { StateFolder } from '../machine/state-folder.js';
import { type Counts, NO_COUNTS } from './tally.js';

const FOLDER = 'shadow';
const MOST_PAGES = 4;

/** What one run has come to on this machine. Replaced whole: a process that dies has counted all of a segment, or nothing. */
export interface ShadowPage {
  readonly shadow: string;
  readonly stream: string;
  /** Of the last report that was made. */
  readonly sequence: number;
  /** The report that is on its way; it is sent again, as it is, until the server has answered. */
  readonly sending: ShadowReport | null;
  readonly gathering: Counts;
  /** How many records of each segment of the spool were counted: a segment may be read again. */
  readonly read: Readonly<Record<string, number>>;
}

const emptyPage = (shadow: string): ShadowPage => ({
  shadow,
  stream: randomUUID(),
  sequence: 0,
  sending: null,
  gathering: NO_COUNTS,
  read: {},
});

/** The pages of the runs that this machine has something to tell of. */
export class ShadowBook {
  constructor(private readonly folder: StateFolder) {}

  /** A new page where there is none, or where somebody else has written it. */
  page(shadow: string): ShadowPage {
    const read = this.folder.readJson(`${FOLDER}/${shadow}.json`);
    return isPage(read) && read.shadow === shadow ? read : emptyPage(shadow);
  }

  write(page: ShadowPage): void {
    this.folder.ensure(FOLDER);
    this.folder.writeJson(`${FOLDER}/${page.shadow}.json`, page);
  }

  remove(shadow: string): void {
    this.folder.remove(`${FOLDER}/${shadow}.json`);
  }

  /** Oldest run first. Runs of which nothing is left to tell are gone; of too many the oldest. */
  shadows(): readonly string[] {
    const names = this.names();
    for (const name of names.slice(0, -MOST_PAGES)) this.remove(name);
    return names.slice(-MOST_PAGES);
  }

  private names(): string[] {
    try {
      return readdirSync(this.folder.pathOf(FOLDER))
        .flatMap((name) => /^([0-9a-f-]{36})\.json$/.exec(name)?.[1] ?? [])
        .sort();
    } catch {
      return [];
    }
  }
}

function isPage(read: unknown): read is ShadowPage {
  if (!isObject(read) || !isObject(read['read']) || !isObject(read['gathering'])) return false;
  const { sequence, sending, gathering, stream } = read as unknown as ShadowPage;
  if (!Number.isSafeInteger(sequence) || sequence < 0) return false;
  const asReport = { shadow: read['shadow'], stream, sequence: sequence + 1, ...gathering };
  const isGathering = gathering.hours.length === 0 || shadowReport.safeParse(asReport).success;
  return isGathering && (sending === null || shadowReport.safeParse(sending).success);
}
