import { Injectable } from '@nestjs/common';
import { readCertificate } from '#engines/saml';
import type { RequestContext } from '#kernel';
import { OrgDatabase, type OrgTx } from '#platform/database';
import { Trail } from '#platform/trail';
import type { Connection, ConnectionId, ConnectionSecrets } from '../connections/connection.js';
import { ConnectionNotFound } from '../connections/connection.errors.js';
import { ConnectionRepository } from '../connections/connection.repository.js';
import { Connections } from '../connections/connections.js';
import { agesOf } from './certificate-age.rules.js';
import { changedOver, RENEWED_DAYS, tended, USUAL_OVERLAP_DAYS, withNext } from './key-rotation.rules.js';
import { KeysRotating, NoNextKeys } from './saml.errors.js';
import { newSamlKeys } from './saml-keys.js';
import { type SamlKeys, samlKeysOf } from './saml-settings.js';

interface Turn {
  readonly keys: SamlKeys;
  readonly entry: {
    readonly action: `connection.keys_${string}`;
    readonly reason?: string;
    readonly facts?: Readonly<Record<string, string>>;
  };
}

/** Our own keys of a connection: the next ones are published while the old ones count, then they change over; what was encrypted for either is opened. */
@Injectable()
export class SamlRotationService {
  constructor(
    private readonly db: OrgDatabase,
    private readonly all: Connections,
    private readonly connections: ConnectionRepository,
    private readonly trail: Trail,
  ) {}

  /** Publishes the next keys, which count after the overlap; with none, at once. @throws ConnectionNotFound, KeysRotating */
  async begin(ctx: RequestContext, id: ConnectionId, overlapDays: number): Promise<Connection> {
    const made = await newSamlKeys(ctx.now);
    return this.turn(ctx, id, (keys) => {
      if (keys.next !== undefined)
        throw new KeysRotating('The next keys are published already. Let them count, or wait until they do.');
      const next = withNext(keys, made, { now: ctx.now, overlapDays });
      if (overlapDays === 0) return { keys: changedOver(next, ctx.now), entry: overEntry(next) };
      return { keys: next, entry: publishedEntry(next) };
    });
  }

  /** Lets the next keys count now: the identity provider has them. @throws ConnectionNotFound, NoNextKeys */
  changeOver(ctx: RequestContext, id: ConnectionId): Promise<Connection> {
    return this.turn(ctx, id, (keys) => {
      if (keys.next === undefined) throw new NoNextKeys('Publish the next keys first.');
      return { keys: changedOver(keys, ctx.now), entry: overEntry(keys) };
    });
  }

  /** What is due: keys change over, former ones end, and those that end soon get the next ones. */
  async tendAll(moment: Pick<RequestContext, 'now' | 'principal' | 'requestId'>): Promise<void> {
    for (const { orgId, id } of await this.all.all('saml')) {
      const ctx = { orgId, ...moment };
      const spare = (await this.endsSoon(ctx, id)) ? await newSamlKeys(moment.now) : null;
      await this.turnIfThere(ctx, id, (keys) => {
        const due = tended(keys, moment.now);
        if (due !== null)
          return {
            keys: due.keys,
            entry: due.what === 'changed_over' ? overEntry(keys) : { action: 'connection.keys_former_ended' },
          };
        if (spare === null || keys.next !== undefined) return null;
        const next = withNext(keys, spare, { now: moment.now, overlapDays: RENEWED_DAYS - USUAL_OVERLAP_DAYS });
        const reason =
          'Our keys end soon. Give the next ones to the identity provider, unless it reads our metadata by itself.';
        return { keys: next, entry: { ...publishedEntry(next), reason } };
      });
    }
  }

  private endsSoon(ctx: RequestContext, id: ConnectionId): Promise<boolean> {
    return this.db.within(ctx, async (tx) => {
      const keys = samlKeysOf(await this.connections.secretsOf(tx, { orgId: ctx.orgId, id }));
      const ages = agesOf([keys.signing.certificate, keys.encryption.certificate], ctx.now);
      return keys.next === undefined && ages.some(({ daysLeft }) => daysLeft < RENEWED_DAYS);
    });
  }

  private turn(ctx: RequestContext, id: ConnectionId, find: (keys: SamlKeys) => Turn): Promise<Connection> {
    return this.db.within(ctx, async (tx) => {
      const connection = await this.turnIn(tx, ctx, id, find);
      if (connection === null) throw new ConnectionNotFound(`There is no SAML connection ${id} in this organisation.`);
      return connection;
    });
  }

  private async turnIfThere(
    ctx: RequestContext,
    id: ConnectionId,
    find: (keys: SamlKeys) => Turn | null,
  ): Promise<void> {
    await this.db.within(ctx, (tx) => this.turnIn(tx, ctx, id, find));
  }

  private async turnIn(
    tx: OrgTx,
    ctx: RequestContext,
    id: ConnectionId,
    find: (keys: SamlKeys) => Turn | null,
  ): Promise<Connection | null> {
    await this.connections.lock(tx, ctx);
    const connection = await this.connections.find(tx, ctx, id);
    if (connection?.kind !== 'saml') return null;
    const turn = find(samlKeysOf(await this.connections.secretsOf(tx, { orgId: ctx.orgId, id })));
    if (turn === null) return connection;
    await this.connections.change(tx, connection, { secrets: turn.keys as unknown as ConnectionSecrets });
    const target = { kind: 'connection', id, label: connection.name };
    await this.trail.record(tx, ctx, { ...turn.entry, target });
    return connection;
  }
}

const fingerprintsOf = ({ signing, encryption }: Pick<SamlKeys, 'signing' | 'encryption'>) => ({
  signing: readCertificate(signing.certificate).fingerprint,
  encryption: readCertificate(encryption.certificate).fingerprint,
});

const publishedEntry = ({ next }: SamlKeys): Turn['entry'] => ({
  action: 'connection.keys_published',
  facts: next === undefined ? {} : { ...fingerprintsOf(next), countsAt: next.countsAt },
});

const overEntry = ({ next }: SamlKeys): Turn['entry'] => ({
  action: 'connection.keys_changed_over',
  facts: next === undefined ? {} : fingerprintsOf(next),
});
