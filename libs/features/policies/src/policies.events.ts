/** Told through the change signal; `orgId` says whose. `id` is the number of the version that now stands, of the org's own policy or of a layer. */
export const POLICY_PUBLISHED = 'policy.published';

/**
 * Told by the database itself (`settle_policy_change`) at the commit of whatever changes what an org tells its machines: a publication, a layer that goes, a
 * waiver, who is in a team or group that a policy speaks to, a project's remotes, whose a machine is.
 */
export const BUNDLES_CHANGED = 'policy.bundles_changed';

/** Told through the change signal when an org's bundles are signed by other keys than before. `id` is the keyid of the new one. */
export const BUNDLE_KEYS_CHANGED = 'policy.bundle_keys_changed';

/** Told through the change signal when a draft is put in shadow, or taken out. `id` is the run's. */
export const SHADOW_CHANGED = 'policy.shadow_changed';
