import { Injectable } from '@nestjs/common';
import { SignInPolicyRepository } from '#features/identity';
import type { PersonId, RequestContext } from '#kernel';
import type { OrgTx } from '#platform/database';
import { Trail } from '#platform/trail';
import { LastOwner } from './role.errors.js';

/** Who owns the org no more may not come in past its identity provider any more; but somebody must be able to. */
@Injectable()
export class BreakGlassKeeper {
  constructor(
    private readonly policies: SignInPolicyRepository,
    private readonly trail: Trail,
  ) {}

  /** @throws LastOwner when nobody would be left */
  async ownerLeftIn(tx: OrgTx, ctx: RequestContext, personId: PersonId): Promise<void> {
    await this.policies.lock(tx, ctx);
    if (!(await this.policies.removeBreakGlass(tx, ctx, personId))) return;
    const hasOthers = (await this.policies.breakGlassOwners(tx, ctx)).length > 0;
    if (!hasOthers && (await this.policies.isRequired(tx, ctx)))
      throw new LastOwner(
        'She is the last who could come in without the identity provider. Let another owner break the glass first.',
      );
    await this.trail.record(tx, ctx, { action: 'break-glass.taken', target: { kind: 'person', id: personId } });
  }
}
