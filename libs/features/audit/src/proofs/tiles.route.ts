import { Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { parseTilePath, TILE_WIDTH } from '#engines/ledger';
import { answering, Entrance, type HotDoor, HotRoute } from '#platform/http';
import { Log } from '#platform/observability';
import { TileNotFound } from './proof.errors.js';
import { ProofService } from './proof.service.js';

const ROOT = '/api/v1/audit';
const YEAR_SECONDS = 31_536_000;

/** The ledger in the paths of C2SP tlog-tiles, for other people's verifiers. */
@Injectable()
export class TilesRoute extends HotRoute {
  override readonly doors: readonly HotDoor[] = [
    {
      method: 'GET',
      path: `${ROOT}/checkpoint`,
      requires: { permission: 'audit:read' },
      summary: 'The signed checkpoint of the ledger',
      tag: 'Audit',
    },
    {
      method: 'GET',
      path: `${ROOT}/tile/*`,
      requires: { permission: 'audit:read' },
      summary: 'A tile of the ledger’s tree, or a bundle of its entries',
      tag: 'Audit',
    },
  ];

  constructor(
    private readonly entrance: Entrance,
    private readonly proofs: ProofService,
    private readonly log: Log,
  ) {
    super();
  }

  override register(fastify: FastifyInstance): void {
    fastify.get(
      `${ROOT}/checkpoint`,
      answering(this.log, (request, reply) => this.checkpoint(request, reply)),
    );
    fastify.get<{ Params: { '*': string } }>(
      `${ROOT}/tile/*`,
      answering(this.log, (request, reply) => this.tile(request, reply)),
    );
  }

  private async checkpoint(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const ctx = await this.entrance.admit(request, 'audit:read');
    const { note } = await this.proofs.checkpoint(ctx);
    return reply.header('cache-control', 'no-store').type('text/plain; charset=utf-8').send(note);
  }

  private async tile(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const ctx = await this.entrance.admit(request, 'audit:read');
    const { '*': path } = request.params as { '*': string };
    const tile = parseTilePath(path);
    if (tile === null)
      throw new TileNotFound('A tile’s path is tile/LEVEL/NUMBER or tile/LEVEL/NUMBER.p/WIDTH (C2SP tlog-tiles).');
    const bytes = await this.proofs.tile(ctx, tile);
    // A full tile never changes; it is an org's own, so only the asker may keep it.
    const keep = tile.width === TILE_WIDTH ? `private, max-age=${YEAR_SECONDS}, immutable` : 'no-store';
    return reply.header('cache-control', keep).type('application/octet-stream').send(bytes);
  }
}
