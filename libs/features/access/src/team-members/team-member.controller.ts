import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { teamParams, type TeamParams } from '#features/tenancy';
import type { RequestContext } from '#kernel';
import { Ctx, Describe, type PageOf, parsed, Requires } from '#platform/http';
import {
  addMembersBody,
  type AddMembersBody,
  teamMemberPage,
  teamMemberParams,
  type TeamMemberParams,
  teamMemberQuery,
  type TeamMemberQuery,
  type TeamMemberView,
  toTeamMemberView,
} from './team-member.schema.js';
import { TeamMemberService } from './team-member.service.js';

const tag = 'Teams';

@Controller('api/v1/teams/:id/members')
export class TeamMemberController {
  constructor(private readonly members: TeamMemberService) {}

  @Get()
  @Requires('team:read', { inTeams: true })
  @Describe({ summary: 'List who is in a team', tag, response: teamMemberPage })
  async list(
    @Ctx() ctx: RequestContext,
    @Param(parsed(teamParams)) { id: teamId }: TeamParams,
    @Query(parsed(teamMemberQuery)) { cursor, limit }: TeamMemberQuery,
  ): Promise<PageOf<TeamMemberView>> {
    const found = await this.members.list(ctx, { teamId, after: cursor ?? null, limit: limit + 1 });
    const items = found.slice(0, limit).map(toTeamMemberView);
    return { items, nextCursor: found.length > limit ? (items.at(-1)?.person.id ?? null) : null };
  }

  @Post()
  @HttpCode(204)
  @Requires('team:manage')
  @Describe({ summary: 'Take people into a team', tag, response: null })
  async add(
    @Ctx() ctx: RequestContext,
    @Param(parsed(teamParams)) { id }: TeamParams,
    @Body(parsed(addMembersBody)) { people }: AddMembersBody,
  ): Promise<void> {
    await this.members.add(ctx, id, people);
  }

  @Delete(':personId')
  @HttpCode(204)
  @Requires('team:manage', { inTeams: true })
  @Describe({ summary: 'Take a person out of a team', tag, response: null })
  async remove(
    @Ctx() ctx: RequestContext,
    @Param(parsed(teamMemberParams)) { id, personId }: TeamMemberParams,
  ): Promise<void> {
    await this.members.remove(ctx, id, personId);
  }
}
