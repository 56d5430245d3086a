import { Injectable } from '@nestjs/common';
import type { Principal, RequestContext } from '#kernel';
import { Authorizer } from '#platform/http';
import { HeldService } from './held.service.js';
import { MACHINE_PERMISSIONS, type PermissionName } from './permission.js';

const NOTHING: ReadonlySet<string> = new Set();

/** Fills the edge's port: a machine has its two permissions, a person or a service account those of the roles that it has now, a job enters by no door. */
@Injectable()
export class RoleAuthorizer extends Authorizer {
  constructor(private readonly held: HeldService) {
    super();
  }

  override async permissionsOf({ orgId, principal }: RequestContext): Promise<ReadonlySet<string>> {
    switch (principal.kind) {
      case 'machine':
        return MACHINE_PERMISSIONS;
      case 'person':
      case 'service':
        return (await this.held.heldBy({ orgId }, { kind: principal.kind, id: principal.id })).permissions;
      case 'job':
        return NOTHING;
    }
  }

  override async teamsWith({ orgId, principal }: RequestContext, permission: string): Promise<readonly string[]> {
    if (principal.kind !== 'person' && principal.kind !== 'service') return [];
    const { inTeams } = await this.held.heldBy({ orgId }, { kind: principal.kind, id: principal.id });
    const wanted = permission as PermissionName;
    return [...inTeams].filter(([, permissions]) => permissions.has(wanted)).map(([teamId]) => teamId);
  }

  override permissionsOfKind(kind: Principal['kind']): ReadonlySet<string> | null {
    return kind === 'machine' ? MACHINE_PERMISSIONS : null;
  }
}
