import { Injectable, type OnModuleInit } from '@nestjs/common';
import { coversPower, type GroupSpeaker, GroupSpeakers, isOwnerly, RoleNotYours, RoleService } from '#features/access';
import { type GroupId, GroupRepository } from '#features/tenancy';
import type { RequestContext } from '#kernel';
import type { OrgTx } from '#platform/database';
import { Trail } from '#platform/trail';
import type { Connection, ConnectionId } from './connection.js';
import { ConnectionRepository } from './connection.repository.js';
import { ConnectionVoucherRepository } from './connection-voucher.repository.js';

/**
 * An identity provider says who somebody is, and who is in the groups that it names. So whoever lets the settings of a connection count answers for it:
 * she could give all that its groups give, and all that the people have who come in through it.
 */
@Injectable()
export class ConnectionVouching implements OnModuleInit {
  // eslint-disable-next-line max-params -- who answers, for which groups and people, and the record
  constructor(
    private readonly vouchers: ConnectionVoucherRepository,
    private readonly connections: ConnectionRepository,
    private readonly roles: RoleService,
    private readonly groups: GroupRepository,
    private readonly speakers: GroupSpeakers,
    private readonly trail: Trail,
  ) {}

  onModuleInit(): void {
    this.speakers.add((tx, ctx, group) => this.speakersOf(tx, ctx, group));
  }

  /** Of its groups: whoever brings them down takes what they give. @throws RoleNotYours */
  async mustMatchGroupsIn(tx: OrgTx, ctx: RequestContext, { id }: Pick<Connection, 'id'>): Promise<void> {
    await this.roles.lockIn(tx, ctx);
    await this.roles.mustMatchGroupsOf(tx, ctx, id);
  }

  /** The caller answers from now on for what the identity provider of the connection says. @throws RoleNotYours */
  async answerIn(tx: OrgTx, ctx: RequestContext, connection: Connection): Promise<void> {
    await this.mustMatchGroupsIn(tx, ctx, connection);
    await this.roles.mustMatchPeople(tx, ctx, await this.vouchers.peopleOf(tx, connection));
    const power = await this.roles.powerIn(tx, ctx);
    await this.vouchers.set(tx, connection, { by: ctx.principal.label, at: ctx.now, power });
  }

  /** As `answerIn`, of settings that count already. @throws RoleNotYours, also where somebody with more power answers for it */
  async vouchIn(tx: OrgTx, ctx: RequestContext, connection: Connection): Promise<void> {
    const { power: former } = await this.vouchers.find(tx, connection);
    const power = await this.roles.powerIn(tx, ctx);
    if (!coversPower(power, former))
      throw new RoleNotYours('Somebody who may do more than you answers for this connection already.');
    await this.answerIn(tx, ctx, connection);
    await this.trail.record(tx, ctx, {
      action: 'connection.vouched',
      target: { kind: 'connection', id: connection.id, label: connection.name },
      facts: { byOwner: isOwnerly(power) },
    });
  }

  private async speakersOf(
    tx: OrgTx,
    { orgId }: Pick<RequestContext, 'orgId' | 'now'>,
    id: GroupId,
  ): Promise<readonly GroupSpeaker[]> {
    const group = await this.groups.find(tx, { orgId }, id);
    if (group?.source !== 'connection' || group.sourceId === null) return [];
    const connection = await this.connections.find(tx, { orgId }, group.sourceId as ConnectionId);
    if (connection === null) return [];
    const { power } = await this.vouchers.find(tx, connection);
    return [{ label: `the identity provider of the connection "${connection.name}"`, power }];
  }
}
