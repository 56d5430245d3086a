/** Told through the change signal when a machine may no longer speak or hear. `orgId` says whose, `id` which machine. */
export const MACHINE_REVOKED = 'machine.revoked';
