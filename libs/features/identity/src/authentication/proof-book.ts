import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { Clock, type OrgId } from '#kernel';
import { Settings } from '#platform/config';
import { HotPath, SystemDatabase } from '#platform/database';
import type { RequestHead } from '#platform/http';
import { PayloadRepository } from '../provider/payload.repository.js';
import { ProofRefused } from './authentication.errors.js';
import { checkWindow, isInWindow, type Proof, PROOF_WINDOW_SECONDS, verifyProof } from './dpop-proof.js';
import { DpopProofRepository } from './dpop-proof.repository.js';

const SAFE = new Set(['GET', 'HEAD']);
const MOST_VERIFIED = 50_000;
/** Until no clock within the window would take it any more. */
const KEPT_MS = 3 * PROOF_WINDOW_SECONDS * 1_000;

/** Verifies proofs of possession, and knows which were taken: one for an unsafe request is good once, in all processes together. */
@Injectable()
export class ProofBook {
  private readonly verified = new LRUCache<string, Proof>({ max: MOST_VERIFIED, ttl: KEPT_MS });

  // eslint-disable-next-line max-params -- both books stand here: that of an org, and that of those who have none yet
  constructor(
    private readonly settings: Settings,
    private readonly clock: Clock,
    private readonly hot: HotPath,
    private readonly proofs: DpopProofRepository,
    private readonly system: SystemDatabase,
    private readonly payloads: PayloadRepository,
  ) {}

  /**
   * The proof of a request with a token. One for a safe request may be repeated while it is in its window, and is verified once.
   * @throws ProofRefused
   */
  async proofWith(request: FastifyRequest, accessToken: string): Promise<Proof> {
    const text = proofOf(request);
    const now = this.clock.now();
    const about = { method: request.method, url: this.addressOf(request), accessToken, now };
    if (!SAFE.has(request.method)) return verifyProof(text, about);
    const key = keyOf(request, text, accessToken);
    const remembered = this.verified.get(key);
    if (remembered !== undefined) {
      checkWindow(remembered.issuedAt, now);
      return remembered;
    }
    const proof = await verifyProof(text, about);
    this.verified.set(key, proof);
    return proof;
  }

  /** The proof of a safe request, if it was verified before and is still in its window; null leaves it to `proofWith`. */
  peek(head: RequestHead, accessToken: string): Proof | null {
    const { dpop } = head.headers;
    if (typeof dpop !== 'string' || !SAFE.has(head.method ?? '')) return null;
    const remembered = this.verified.get(keyOf(head, dpop, accessToken));
    return remembered !== undefined && isInWindow(remembered.issuedAt, this.clock.now()) ? remembered : null;
  }

  /** Takes the proof of an unsafe request of a machine in `orgId`. @throws ProofRefused when it was taken before */
  async take(request: FastifyRequest, orgId: OrgId, proof: Proof): Promise<void> {
    if (SAFE.has(request.method)) return;
    const expiresAt = new Date(this.clock.now().getTime() + KEPT_MS);
    const isFirst = await this.hot.each({ orgId }, (tx) => this.proofs.take(tx, orgId, proof, expiresAt));
    if (!isFirst) throw takenBefore();
  }

  /** The proof of a request that has no token yet; it is good once. @throws ProofRefused */
  async proofAlone(request: FastifyRequest): Promise<Proof> {
    const now = this.clock.now();
    const proof = await verifyProof(proofOf(request), { method: request.method, url: this.addressOf(request), now });
    const key = { kind: 'Proof', id: `${proof.keyThumbprint}\u0000${proof.jti}` };
    const expiresAt = new Date(now.getTime() + KEPT_MS);
    const isFirst = await this.system.across('take a proof once', (tx) =>
      this.payloads.putOnce(tx, key, {}, expiresAt),
    );
    if (!isFirst) throw takenBefore();
    return proof;
  }

  /** As the world knows it, whatever proxies made of it. */
  private addressOf(request: FastifyRequest): URL {
    const [path = '/'] = request.url.split('?');
    return new URL(path, this.settings.publicUrl.origin);
  }
}

function keyOf({ method, url }: RequestHead, proof: string, accessToken: string): string {
  const [path = '/'] = (url ?? '/').split('?', 1);
  return hash('sha256', `${method ?? ''}\u0000${path}\u0000${accessToken}\u0000${proof}`, 'base64');
}

function proofOf(request: FastifyRequest): string {
  const { dpop } = request.headers;
  if (typeof dpop !== 'string') throw new ProofRefused('Send one DPoP header with a proof of possession (RFC 9449).');
  return dpop;
}

const takenBefore = (): ProofRefused =>
  new ProofRefused('Make a new DPoP proof for this request: it was used already.');
