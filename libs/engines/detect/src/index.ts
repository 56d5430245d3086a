export type { Classification, TextClassifier } from './classifier.js';
export { findHidden, type HiddenFinding, withoutHidden } from './hidden.js';
export {
  findInjection,
  type InjectionFinding,
  type InjectionReason,
  isAtLeast,
  levelOf,
  type Suspicion,
} from './injection/find-injection.js';
export { findSecrets, redacted, type SecretFinding } from './secrets/find-secrets.js';
export { quotedForShell, type ShellHazard, shellHazards } from './shell-input.js';
export { withoutUnseen } from './unseen.js';
