/** Orders that are quoted where attacks are the subject are told of, not given: they weigh this much of what they would. */
export const MENTIONED = 0.2;

const AROUND = 240;
const ABOUT =
  /\b(?:attack|inject|jailbreak|malicious|adversar|payload|guardrail|detect|scann|owasp|exploit|vulnerab|phishing|mitigat|poison|hijack|block_?list|deny_?list|black_?list|pattern|regex|fixture|banned|forbidden|cheat ?sheet)|\b(?:blocks?|blocked|rejects?|rejected|flagged|refuses?) |\b(?:such as|for example|e\.g\.|expect\(|it\(|test\(|assert)/;
const OPENS = /["`“«「'][^"`”»」\n]{0,160}$/;
const CLOSES = /^[^"`“«「\n]{0,400}["`”»」']/;

/** "An attacker may tell the model to …" */
const TOLD_OF =
  /\b(?:attackers?|adversar\w{1,5}|attack|malicious \w{1,20}|payload|injections?|jailbreaks?)\b[^\n]{0,120}\b(?:may|might|could|can|would|tells?|asks?|instructs?|tricks?|makes?|contains?|tries|try|get|getting)\b[^\n]{0,100}$/;

/** Whether a part of a text stands near words about attacks. */
export const isAboutAttacks = (plain: string, start: number, end: number): boolean =>
  ABOUT.test(plain.slice(Math.max(0, start - AROUND), start)) || ABOUT.test(plain.slice(start, end + AROUND));

/** Whether what stands at `at` is told of: in quotation marks near words about attacks, or as what an attacker may say. */
export function isMentioned(plain: string, at: number, length: number): boolean {
  const before = plain.slice(Math.max(0, at - AROUND), at);
  if (TOLD_OF.test(before)) return true;
  const after = plain.slice(at + length, at + length + AROUND);
  return OPENS.test(before) && CLOSES.test(after) && (ABOUT.test(before) || ABOUT.test(after));
}
