import { Injectable } from '@nestjs/common';
import { waiverNotes } from '#engines/policy';
import { newId, type RequestContext } from '#kernel';
import { OrgDatabase, type OrgTx } from '#platform/database';
import { PolicyResolver } from '../bundles/policy-resolver.js';
import { MOST_WAIVERS, stateOf, type Waiver, type WaiverId, type WaiverSubject, type WaiverTerms } from './waiver.js';
import { WaiverNotFound, WaiversTooMany } from './waiver.errors.js';
import { type WaiverPage, WaiverRepository } from './waiver.repository.js';
import { checkDecision, checkTerms, decided, mayDecide, personIn } from './waiver.rules.js';
import { WaiverEnds } from './waiver-ends.service.js';
import { WaiverRecord } from './waiver-record.js';
import { WaiverSubjects } from './waiver-subjects.js';

export interface WaiverRequest extends WaiverTerms {
  readonly subject: Pick<WaiverSubject, 'kind' | 'id'>;
}

/** A waiver as the caller sees it. */
export interface ListedWaiver extends Waiver {
  readonly mayDecide: boolean;
  /** What whoever decides should know of the rules that it names. */
  readonly notes: readonly string[];
}

/** Exceptions from the policy: asked for, decided by another person, over by themselves. They pierce locks, because whoever approves them may lock. */
@Injectable()
export class WaiverService {
  // eslint-disable-next-line max-params -- asked for somebody, held against the policy, recorded each time, and over by itself
  constructor(
    private readonly db: OrgDatabase,
    private readonly waivers: WaiverRepository,
    private readonly subjects: WaiverSubjects,
    private readonly resolver: PolicyResolver,
    private readonly record: WaiverRecord,
    private readonly ends: WaiverEnds,
  ) {}

  /** Newest first. */
  list(ctx: RequestContext, page: WaiverPage): Promise<readonly ListedWaiver[]> {
    return this.db.within(ctx, async (tx) => {
      const found = await this.waivers.page(tx, ctx, page);
      const isAnyOpen = found.some((waiver) => stateOf(waiver, ctx.now) === 'pending');
      const document = isAnyOpen ? (await this.resolver.bookIn(tx, ctx))?.org.document : undefined;
      return found.map((waiver) => {
        const isOpen = stateOf(waiver, ctx.now) === 'pending';
        const notes = isOpen && document !== undefined ? waiverNotes(document, waiver.rules) : [];
        return { ...waiver, notes, mayDecide: isOpen && mayDecide(waiver, ctx) };
      });
    });
  }

  /** @throws WaiverForPeople, WaiverRefused, WaiversTooMany, and for whom there is not */
  async request(ctx: RequestContext, { subject: wanted, ...terms }: WaiverRequest): Promise<WaiverId> {
    const requester = personIn(ctx);
    const { kind, id: subjectId } = wanted;
    const label = kind === 'user' ? await this.subjects.personLabel(ctx, subjectId) : null;
    return this.db.within(ctx, async (tx) => {
      checkTerms(terms, await this.waivers.maxDays(tx, ctx), ctx.now);
      const subject =
        kind === 'user'
          ? { kind, id: subjectId, label: label ?? '' }
          : await this.subjects.scopeIn(tx, ctx, { kind, id: subjectId });
      if ((await this.waivers.countOpen(tx, ctx)) >= MOST_WAIVERS)
        throw new WaiversTooMany(
          `At most ${MOST_WAIVERS} exceptions are asked for or count at once. End those that nobody needs.`,
        );
      const id = newId<'Waiver'>(ctx.now);
      const waiver: Waiver = { ...terms, ...UNDECIDED, orgId: ctx.orgId, id, subject, requester, requestedAt: ctx.now };
      await this.waivers.insert(tx, waiver);
      await this.record.recordIn(tx, ctx, waiver, { action: 'waiver.requested', reason: terms.reason });
      return id;
    });
  }

  /** From the approval on machines take the exception. @throws WaiverForPeople, WaiverNotFound, WaiverDecided, WaiverOwn, WaiverRefused */
  decide(
    ctx: RequestContext,
    id: WaiverId,
    { decision, reason }: { decision: 'approved' | 'denied'; reason: string },
  ): Promise<void> {
    const decider = personIn(ctx);
    return this.db.within(ctx, async (tx) => {
      const waiver = await this.findIn(tx, ctx, id);
      checkDecision(waiver, ctx);
      if (decision === 'approved') checkTerms(waiver, await this.waivers.maxDays(tx, ctx), ctx.now);
      const after: Waiver = { ...waiver, decision, decisionReason: reason, decider, decidedAt: ctx.now };
      await this.waivers.decide(tx, after);
      if (decision === 'approved') await this.ends.scheduleIn(tx, waiver);
      await this.record.recordIn(tx, ctx, waiver, { action: `waiver.${decision}`, reason });
    });
  }

  /** Ends an exception before its time. @throws WaiverNotFound, WaiverDecided */
  end(ctx: RequestContext, id: WaiverId, reason: string): Promise<void> {
    return this.db.within(ctx, async (tx) => {
      const waiver = await this.findIn(tx, ctx, id);
      if (!['active', 'scheduled'].includes(stateOf(waiver, ctx.now))) throw decided();
      await this.waivers.end(tx, ctx, id, ctx.now);
      await this.record.recordIn(tx, ctx, waiver, { action: 'waiver.ended', reason });
    });
  }

  /** Takes back one's own request, or gives back what was approved. @throws WaiverNotFound for another's, WaiverDecided */
  withdraw(ctx: RequestContext, id: WaiverId): Promise<void> {
    return this.db.within(ctx, async (tx) => {
      const waiver = await this.findIn(tx, ctx, id);
      if (waiver.requester.id !== ctx.principal.id) throw notFound(id);
      const state = stateOf(waiver, ctx.now);
      if (!['pending', 'active', 'scheduled'].includes(state)) throw decided();
      await this.waivers.end(tx, ctx, id, ctx.now);
      await this.record.recordIn(tx, ctx, waiver, {
        action: state === 'pending' ? 'waiver.withdrawn' : 'waiver.ended',
      });
    });
  }

  maxDays(ctx: RequestContext): Promise<number> {
    return this.db.within(ctx, (tx) => this.waivers.maxDays(tx, ctx));
  }

  /** How long exceptions may last that are approved from now on. */
  setMaxDays(ctx: RequestContext, maxDays: number): Promise<void> {
    return this.db.within(ctx, async (tx) => {
      const before = await this.waivers.maxDays(tx, ctx);
      await this.waivers.setMaxDays(tx, ctx, maxDays);
      await this.record.ruleChangedIn(tx, ctx, { before, after: maxDays });
    });
  }

  private async findIn(tx: OrgTx, ctx: RequestContext, id: WaiverId): Promise<Waiver> {
    const waiver = await this.waivers.findForUpdate(tx, ctx, id);
    if (waiver === null) throw notFound(id);
    return waiver;
  }
}

const UNDECIDED = { decision: null, decisionReason: null, decider: null, decidedAt: null, endedAt: null } as const;

const notFound = (id: WaiverId): WaiverNotFound => new WaiverNotFound(`There is no waiver ${id} of yours here.`);
