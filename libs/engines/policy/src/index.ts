export { type CompiledPolicy, compilePolicy } from './compile-policy.js';
export { decide, offlineDecision } from './decide.js';
export { type ParsedPolicy, parsePolicy, type PolicyIssue } from './parse-policy.js';
export type { DecidedEffect, Decision, Deed, ToolRequest, World } from './request.js';
