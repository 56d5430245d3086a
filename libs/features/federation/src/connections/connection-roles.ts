import { Injectable, type OnModuleInit } from '@nestjs/common';
import { RoleUses } from '#features/access';
import { SignInPolicyRepository } from '#features/identity';
import type { OrgScope, OrgTx } from '#platform/database';
import { ConnectionRepository } from './connection.repository.js';

/** Tells which roles newcomers are given, so that none of them is deleted under a sign-in. */
@Injectable()
export class ConnectionRoles implements OnModuleInit {
  constructor(
    private readonly uses: RoleUses,
    private readonly connections: ConnectionRepository,
    private readonly policies: SignInPolicyRepository,
  ) {}

  onModuleInit(): void {
    this.uses.add((tx, ctx, role) => this.usesOf(tx, ctx, role));
  }

  private async usesOf(tx: OrgTx, ctx: OrgScope, role: string): Promise<readonly string[]> {
    const connections = (await this.connections.list(tx, ctx)).filter(({ defaultRole }) => defaultRole === role);
    const { defaultRole } = await this.policies.find(tx, ctx);
    return [
      ...connections.map(({ name }) => `the connection “${name}”`),
      ...(defaultRole === role ? ['the sign-in policy'] : []),
    ];
  }
}
