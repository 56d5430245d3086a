import { createPrivateKey } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import {
  type AssertionFacts,
  type Check,
  checkMeaning,
  checkStructure,
  type Expectation,
  isInForce,
  openResponse,
  readAssertionFacts,
  readCertificate,
  readPostValue,
  readXml,
  type SamlCertificate,
  type SamlReason,
  SamlRefusal,
} from '#engines/saml';

/** All that is needed to judge a response, as plain values: it may be judged in another thread. */
export interface JudgeOrder {
  /** The value of the form field. */
  readonly field: string;
  readonly expected: Expectation;
  /** PEM. */
  readonly certificates: readonly string[];
  readonly decryptionKeys: readonly string[];
  /** Whether a certificate counts for its key alone, whenever it ends. */
  readonly datesDoNotCount: boolean;
  readonly cbcAllowed: boolean;
  readonly encryptionRequired: boolean;
  /** Goes on after a refusal, to show all that is wrong at once. Nothing of it is believed. */
  readonly forTest: boolean;
}

export interface Judgement {
  readonly checks: readonly Check[];
  readonly refusal: { readonly reason: SamlReason; readonly sentence: string } | null;
  /** Only with no refusal. */
  readonly facts: AssertionFacts | null;
  readonly signedBy: string | null;
  readonly signed: readonly string[];
  readonly cipher: 'cbc' | 'gcm' | null;
}

const MOST_CERTIFICATES = 1_000;
/** A provider has the same ones for years, and reading one costs as much as a signature. */
const read = new LRUCache<string, ReturnType<typeof readCertificate>>({ max: MOST_CERTIFICATES });

function certificateOf(pem: string): ReturnType<typeof readCertificate> {
  const certificate = read.get(pem) ?? readCertificate(pem);
  read.set(pem, certificate);
  return certificate;
}

const NOTHING = { facts: null, signedBy: null, signed: [], cipher: null } as const;

/** Reads a response in the order that is safe, and asks everything of it. Never throws for what came from outside. */
export function judge(order: JudgeOrder): Judgement {
  try {
    return believed(order);
  } catch (error) {
    if (!(error instanceof SamlRefusal)) throw error;
    const refusal = { reason: error.reason, sentence: error.sentence };
    const told: Check = { reason: error.reason, sentence: error.sentence, passed: false };
    return { ...NOTHING, checks: [told, ...(order.forTest ? unbelieved(order) : [])], refusal };
  }
}

function believed(order: JudgeOrder): Judgement {
  const { expected, certificates, decryptionKeys, datesDoNotCount, cbcAllowed, encryptionRequired } = order;
  const opened = openResponse(readPostValue(order.field), {
    certificates: certificates.map(certificateOf),
    now: expected.now,
    datesDoNotCount,
    decryption: { keys: decryptionKeys.map((pem) => createPrivateKey(pem)), cbcAllowed },
  });
  const sealed: Check = {
    reason: 'decryption_failed',
    sentence: 'The assertion is encrypted, as this connection asks.',
    passed: opened.cipher !== null,
  };
  const signed: Check = {
    reason: 'signature_invalid',
    sentence: `Signed: ${opened.signed.join(' and ')}.`,
    passed: true,
  };
  const remarks = isInForce(opened.signedBy, expected.now) ? [] : [outOfItsTime(opened.signedBy)];
  const checks = [signed, ...remarks, ...(encryptionRequired ? [sealed] : []), ...checkMeaning(opened, expected)];
  const failed = checks.find(({ passed }) => !passed);
  const shown = { checks, signedBy: opened.signedBy.fingerprint, signed: opened.signed, cipher: opened.cipher };
  if (failed !== undefined)
    return { ...shown, facts: null, refusal: { reason: failed.reason, sentence: `Not so: ${failed.sentence}` } };
  return { ...shown, facts: readAssertionFacts(opened.assertion), refusal: null };
}

/** Nothing is wrong with the answer; whoever tests the connection is told all the same. */
const outOfItsTime = ({ subject, notAfter }: SamlCertificate): Check => ({
  reason: 'certificate_expired',
  sentence: `It is signed with a key whose certificate (${subject}) is out of its time, which ends ${notAfter.toISOString().slice(0, 10)}. It counts for its key; have the provider make a new one.`,
  passed: true,
});

function unbelieved({ field, expected }: JudgeOrder): Check[] {
  try {
    return checkMeaning(checkStructure(readXml(readPostValue(field))), expected);
  } catch (error) {
    if (error instanceof SamlRefusal) return [];
    throw error;
  }
}
