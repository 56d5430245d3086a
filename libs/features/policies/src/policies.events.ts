/** Told through the change signal; `orgId` says whose. `id` is the number of the version that now stands. */
export const POLICY_PUBLISHED = 'policy.published';

/** Told through the change signal when an org's bundles are signed by other keys than before. `id` is the keyid of the new one. */
export const BUNDLE_KEYS_CHANGED = 'policy.bundle_keys_changed';
