import { Controller, Get, Param, Query } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import { Ctx, Describe, type PageOf, parsed, Requires } from '#platform/http';
import {
  entryDetailView,
  type EntryDetailView,
  entryPageView,
  type EntryParams,
  entryParams,
  type EntryView,
  type SearchQuery,
  searchQuery,
  toDetailView,
  toPage,
  toPlace,
  toSearch,
} from './entry.schema.js';
import { EntrySearchService } from './entry-search.service.js';
import { EntryService } from './entry.service.js';

@Controller('api/v1/audit/events')
export class EntryController {
  constructor(
    private readonly entries: EntryService,
    private readonly searches: EntrySearchService,
  ) {}

  @Get()
  @Requires('audit:read', { inTeams: true })
  @Describe({ summary: 'Search the audit ledger, latest first', tag: 'Audit', response: entryPageView })
  async search(@Ctx() ctx: RequestContext, @Query(parsed(searchQuery)) query: SearchQuery): Promise<PageOf<EntryView>> {
    return toPage(await this.searches.search(ctx, toSearch(query), { after: toPlace(query), limit: query.limit }));
  }

  @Get(':id')
  @Requires('audit:read', { inTeams: true })
  @Describe({ summary: 'Show one entry with its content and its proof', tag: 'Audit', response: entryDetailView })
  async detail(@Ctx() ctx: RequestContext, @Param(parsed(entryParams)) { id }: EntryParams): Promise<EntryDetailView> {
    return toDetailView(await this.entries.detail(ctx, id));
  }
}
