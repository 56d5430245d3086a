export { type CompiledPolicy, compilePolicy } from './compile-policy.js';
export { decide, offlineDecision } from './decide.js';
export type { PolicyLayerDocument } from './merge/layer.js';
export type { Exceptions, PolicySubject } from './merge/merge-layers.js';
export { mergePolicies } from './merge/merge-policies.js';
export { ONLY_STRICTER, policyInProjects, type ProjectLayer, projectsOf } from './merge/project-policy.js';
export { type ParsedPolicy, parsePolicy, type Place, type PolicyIssue } from './parse-policy.js';
export { failedTests, type PolicyTestResult, runPolicyTests } from './policy-tests.js';
export type {
  DecidedEffect,
  Decision,
  Deed,
  PolicyLayer,
  ServerOrigin,
  SessionState,
  TextPlace,
  ToolRequest,
  World,
} from './request.js';
export { waiverNotes } from './rules/waiver-notes.js';
export { partOf } from './sentence.js';
