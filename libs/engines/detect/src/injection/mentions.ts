/** Orders that are quoted where attacks are the subject are told of, not given: they weigh this much of what they would. */
export const MENTIONED = 0.2;

const AROUND = 240;
const ABOUT =
  /\b(?:attack|inject|jailbreak|malicious|adversar|payload|guardrail|detect|scann|owasp|exploit|vulnerab|phishing|mitigat|poison|hijack)|\b(?:blocks?|blocked|rejects?|rejected|flagged|refuses?) |\b(?:such as|for example|e\.g\.|expect\(|it\(|test\(|assert)/;
const OPENS = /["`“«「'][^"`”»」\n]{0,160}$/;
const CLOSES = /^[^"`“«「\n]{0,400}["`”»」']/;

/** Whether what stands at `at` stands in quotation marks, near words about attacks. */
export function isMentioned(plain: string, at: number, length: number): boolean {
  const before = plain.slice(Math.max(0, at - AROUND), at);
  const after = plain.slice(at + length, at + length + AROUND);
  return OPENS.test(before) && CLOSES.test(after) && (ABOUT.test(before) || ABOUT.test(after));
}
