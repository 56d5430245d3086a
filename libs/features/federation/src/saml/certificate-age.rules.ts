import { readCertificate, type SamlCertificate } from '#engines/saml';

const DAY_MS = 24 * 3_600_000;
/** Days before the end at which it is said, each once. */
export const ANNOUNCED_DAYS = [90, 30, 7, 0] as const;

export interface CertificateAge {
  readonly certificate: SamlCertificate;
  /** Whole days; below zero once it is over. */
  readonly daysLeft: number;
}

export const agesOf = (pems: readonly string[], now: Date): CertificateAge[] =>
  pems.map((pem) => {
    const certificate = readCertificate(pem);
    return { certificate, daysLeft: Math.floor((certificate.notAfter.getTime() - now.getTime()) / DAY_MS) };
  });

/** The nearest mark that has been passed: 7 for six days left, null for a hundred. */
export const markOf = (daysLeft: number): number | null => ANNOUNCED_DAYS.findLast((days) => daysLeft < days) ?? null;

/** Those that passed a mark which was not announced yet. */
export const toAnnounce = (
  ages: readonly CertificateAge[],
  announced: Readonly<Record<string, number>>,
): { age: CertificateAge; mark: number }[] =>
  ages.flatMap((age) => {
    const mark = markOf(age.daysLeft);
    const before = announced[age.certificate.fingerprint];
    return mark !== null && (before === undefined || mark < before) ? [{ age, mark }] : [];
  });
