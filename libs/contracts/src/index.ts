export {
  type Bundle,
  bundle,
  type BundleEnvelope,
  bundleEnvelope,
  type DsseEnvelope,
  dsseEnvelope,
  type VerificationKey,
  verificationKey,
} from './bundle.js';
export { type MachineEvent, machineEvent } from './event.js';
export {
  commandRule,
  networkRule,
  pathRule,
  type PolicyDocument,
  policyDocument,
  policyJsonSchema,
  toolRule,
} from './policy.js';
export {
  BUNDLE_PAYLOAD_TYPE,
  CODING_AGENTS,
  type CodingAgent,
  DSSE_MEDIA_TYPE,
  type Effect,
  EFFECTS,
  EVENT_ATTRIBUTES,
  MACHINE_EVENT_KINDS,
  type MachineEventKind,
  PUSH_INLINE_LIMIT_BYTES,
  type Risk,
  RISKS,
  TOOL_KINDS,
  type ToolKind,
} from './words.js';
export type { paths as ApiPaths } from './generated/api.js';
