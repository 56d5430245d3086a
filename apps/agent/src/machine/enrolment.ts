import type { VerificationKey } from '#contracts';
import type { StateFolder } from './state-folder.js';

const ENROLMENT_FILE = 'enrolment.json';
const TRUST_FILE = 'trust.json';

/** Who this machine is, as its server told it at enrolment. */
export interface Enrolment {
  readonly server: string;
  readonly machineId: string;
  readonly org: { readonly id: string; readonly slug: string; readonly name: string };
  /** RFC 3339. */
  readonly enrolledAt: string;
  readonly ledgerKey?: { readonly name: string; readonly keyid: string; readonly publicKey: string };
}

/** Whom this machine believes: it grows with each accepted bundle, and only so. */
export interface Trust {
  readonly keys: readonly VerificationKey[];
  readonly highestSeenVersion: number;
}

/** Null before enrolment. A file that is not of this shape counts as none: the program wrote it, so somebody else has altered it. */
export function readEnrolment(folder: StateFolder): Enrolment | null {
  const read = folder.readJson(ENROLMENT_FILE);
  if (!isObject(read) || !isObject(read['org'])) return null;
  const told = [
    read['server'],
    read['machineId'],
    read['enrolledAt'],
    read['org']['id'],
    read['org']['slug'],
    read['org']['name'],
  ];
  return told.every((text) => typeof text === 'string') ? (read as unknown as Enrolment) : null;
}

export const writeEnrolment = (folder: StateFolder, enrolment: Enrolment): void =>
  folder.writeJson(ENROLMENT_FILE, enrolment);

export function readTrust(folder: StateFolder): Trust | null {
  const read = folder.readJson(TRUST_FILE);
  if (!isObject(read) || !Array.isArray(read['keys']) || !Number.isSafeInteger(read['highestSeenVersion'])) return null;
  return read as unknown as Trust;
}

export const writeTrust = (folder: StateFolder, trust: Trust): void => folder.writeJson(TRUST_FILE, trust);

export function forgetEnrolment(folder: StateFolder): void {
  for (const file of [ENROLMENT_FILE, TRUST_FILE]) folder.remove(file);
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
