export {
  type Bundle,
  BUNDLE_PAYLOAD_TYPE,
  bundle,
  type BundleEnvelope,
  bundleEnvelope,
  DSSE_MEDIA_TYPE,
  type DsseEnvelope,
  dsseEnvelope,
  PUSH_INLINE_LIMIT_BYTES,
  type VerificationKey,
  verificationKey,
} from './bundle.js';
export {
  CODING_AGENTS,
  type CodingAgent,
  type Effect,
  EFFECTS,
  EVENT_ATTRIBUTES,
  MACHINE_EVENT_KINDS,
  type MachineEvent,
  machineEvent,
  type MachineEventKind,
  type Risk,
  RISKS,
  TOOL_KINDS,
  type ToolKind,
} from './event.js';
export { commandRule, networkRule, pathRule, type PolicyDocument, policyDocument, policyJsonSchema, toolRule } from './policy.js';
