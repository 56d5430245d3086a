import type { Id, MachineId, OrgId, PersonId } from '#kernel';

export type GrantId = Id<'Grant'>;

/** What a machine may act by: a grant of the OpenID provider, tied to the org that was chosen for it. */
export interface MachineGrant {
  readonly id: GrantId;
  readonly orgId: OrgId;
  /** Who approved it; null for a machine that enrolled by a token. */
  readonly personId: PersonId | null;
  /** Null until the machine has enrolled. */
  readonly machineId: MachineId | null;
  /** The machine's host name. */
  readonly label: string;
  readonly revokedAt: Date | null;
}

/** What acts under a person's name, as she sees it herself. */
export interface OwnDevice {
  readonly id: GrantId;
  readonly org: { readonly id: OrgId; readonly name: string };
  readonly label: string;
  /** Whether it has become a machine of the fleet; else it may still. */
  readonly isEnrolled: boolean;
  readonly createdAt: Date;
}
