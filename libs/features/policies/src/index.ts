export { tendAllBundleKeys } from './bundle-keys/bundle-key.jobs.js';
export { BundleKeyService } from './bundle-keys/bundle-key.service.js';
export { BundleService } from './bundles/bundle.service.js';
export { type Issue, signedFor } from './bundles/issue.js';
export { PoliciesHttpModule, PoliciesJobsModule, PoliciesModule } from './policies.module.js';
export { BUNDLE_KEYS_CHANGED, POLICY_PUBLISHED } from './policies.events.js';
export type { PolicyDraft, PolicyFormat, PolicyVersion } from './versions/version.js';
export { PolicyNone, PolicyStale } from './versions/version.errors.js';
export { VersionService } from './versions/version.service.js';
