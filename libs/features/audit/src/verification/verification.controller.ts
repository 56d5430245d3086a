import { Controller, HttpCode, Post } from '@nestjs/common';
import { z } from 'zod';
import type { RequestContext } from '#kernel';
import { Ctx, Describe, Requires } from '#platform/http';
import type { LedgerReport } from '#platform/trail';
import { VerificationService } from './verification.service.js';

const reportView = z.object({
  ok: z.boolean(),
  size: z.int(),
  contents: z.int(),
  erased: z.int(),
  unread: z.int(),
  faults: z.array(z.object({ code: z.string(), index: z.int().nullable(), sentence: z.string() })),
  faultCount: z.int(),
});

@Controller('api/v1/audit/verify')
export class VerificationController {
  constructor(private readonly verification: VerificationService) {}

  @Post()
  @HttpCode(200)
  @Requires('audit:read')
  @Describe({ summary: 'Check the ledger as it is stored, entry by entry', tag: 'Audit', response: reportView })
  verify(@Ctx() ctx: RequestContext): Promise<LedgerReport> {
    return this.verification.verify(ctx);
  }
}
