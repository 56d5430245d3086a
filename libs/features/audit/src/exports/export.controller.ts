import { Readable } from 'node:stream';
import { Body, Controller, HttpCode, Post, StreamableFile } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import { Ctx, Describe, parsed, Requires } from '#platform/http';
import { exportBody, type ExportBody } from './export.schema.js';
import { ExportService } from './export.service.js';
import { zipOf } from './zip.js';

@Controller('api/v1/audit/export')
export class ExportController {
  constructor(private readonly exports: ExportService) {}

  @Post()
  @HttpCode(200)
  @Requires('audit:export', { fresh: 'always' })
  @Describe({
    summary: 'Export the ledger, or a part of it, with its proofs',
    tag: 'Audit',
    produces: 'application/zip',
  })
  async export(@Ctx() ctx: RequestContext, @Body(parsed(exportBody)) body: ExportBody): Promise<StreamableFile> {
    const files = await this.exports.open(ctx, body);
    const name = `castellan-export-${ctx.now.toISOString().slice(0, 10)}.zip`;
    return new StreamableFile(Readable.from(zipOf(files), { objectMode: false }), {
      type: 'application/zip',
      disposition: `attachment; filename="${name}"`,
    });
  }
}
