import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import { Ctx, Describe, parsed, Requires } from '#platform/http';
import {
  teamBody,
  type TeamBody,
  teamList,
  teamParams,
  type TeamParams,
  teamView,
  type TeamView,
  toTeamView,
} from './team.schema.js';
import { TeamService } from './team.service.js';

const tag = 'Teams';

@Controller('api/v1/teams')
export class TeamController {
  constructor(private readonly teams: TeamService) {}

  @Get()
  @Requires('team:read', { inTeams: true })
  @Describe({ summary: 'List the teams, by name', tag, response: teamList })
  async list(@Ctx() ctx: RequestContext): Promise<{ items: readonly TeamView[] }> {
    return { items: (await this.teams.list(ctx)).map(toTeamView) };
  }

  @Post()
  @Requires('team:manage')
  @Describe({ summary: 'Make a team', tag, response: teamView, status: 201 })
  async create(@Ctx() ctx: RequestContext, @Body(parsed(teamBody)) body: TeamBody): Promise<TeamView> {
    return toTeamView(await this.teams.create(ctx, body));
  }

  @Get(':id')
  @Requires('team:read', { inTeams: true })
  @Describe({ summary: 'Show a team', tag, response: teamView })
  async get(@Ctx() ctx: RequestContext, @Param(parsed(teamParams)) { id }: TeamParams): Promise<TeamView> {
    return toTeamView(await this.teams.get(ctx, id));
  }

  @Put(':id')
  @Requires('team:manage', { inTeams: true })
  @Describe({ summary: 'Change the name or description of a team', tag, response: teamView })
  async update(
    @Ctx() ctx: RequestContext,
    @Param(parsed(teamParams)) { id }: TeamParams,
    @Body(parsed(teamBody)) body: TeamBody,
  ): Promise<TeamView> {
    return toTeamView(await this.teams.update(ctx, id, body));
  }

  @Delete(':id')
  @HttpCode(204)
  @Requires('team:manage')
  @Describe({ summary: 'Remove a team; its people stay', tag, response: null })
  async remove(@Ctx() ctx: RequestContext, @Param(parsed(teamParams)) { id }: TeamParams): Promise<void> {
    await this.teams.remove(ctx, id);
  }
}
