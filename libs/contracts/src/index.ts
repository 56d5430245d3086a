export {
  type Bundle,
  bundle,
  type BundleEnvelope,
  bundleEnvelope,
  type BundleProjects,
  bundleProjects,
  type DsseEnvelope,
  dsseEnvelope,
  type VerificationKey,
  verificationKey,
} from './bundle.js';
export { type MachineEvent, machineEvent } from './event.js';
export { canonicalRemote } from './git-remote.js';
export { authoredPolicy, type PolicyDocument, policyDocument, policyJsonSchema, type WrittenPolicy } from './policy.js';
export { type Resolution, type Waiver, waiver } from './policy-resolution.js';
export {
  argumentPredicate,
  commandRule,
  modelRule,
  networkRule,
  pathRule,
  serverRule,
  toolRule,
} from './policy-rules.js';
export { type PolicyTest, policyTest, TEST_SUBJECTS } from './policy-tests.js';
export {
  AUTONOMY_LEVELS,
  type AutonomyLevel,
  BUNDLE_PAYLOAD_TYPE,
  CODING_AGENTS,
  type CodingAgent,
  CONTENT_LEVELS,
  type ContentLevel,
  DSSE_MEDIA_TYPE,
  type Effect,
  EFFECTS,
  EVENT_ATTRIBUTES,
  type Isolation,
  ISOLATIONS,
  LAYER_KINDS,
  type LayerKind,
  MACHINE_EVENT_KINDS,
  type MachineEventKind,
  PUSH_INLINE_LIMIT_BYTES,
  SHADOW_PAYLOAD_TYPE,
  type Risk,
  RISKS,
  RULE_SECTIONS,
  type RuleSection,
  SECRET_ACTIONS,
  type SecretAction,
  type Setting,
  SETTINGS,
  TOOL_KINDS,
  type ToolKind,
} from './words.js';
export type { paths as ApiPaths } from './generated/api.js';
export { recordedCall } from './recorded-call.js';
export {
  MOST_SHADOW_DIFFERENCES,
  MOST_SHADOW_HOURS,
  MOST_SHADOW_RULES,
  OTHER_RULES,
  shadow,
  type Shadow,
  type ShadowDifference,
  type ShadowHour,
  shadowReport,
  type ShadowReport,
} from './shadow.js';
