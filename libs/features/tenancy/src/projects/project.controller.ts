import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import { Ctx, Describe, type PageOf, parsed, Requires } from '#platform/http';
import {
  projectBody,
  type ProjectBody,
  projectPage,
  projectParams,
  type ProjectParams,
  projectQuery,
  type ProjectQuery,
  projectView,
  type ProjectView,
  toProjectView,
} from './project.schema.js';
import { ProjectService } from './project.service.js';

const tag = 'Projects';

@Controller('api/v1/projects')
export class ProjectController {
  constructor(private readonly projects: ProjectService) {}

  @Get()
  @Requires('project:read')
  @Describe({ summary: 'List the projects', tag, response: projectPage })
  async list(
    @Ctx() ctx: RequestContext,
    @Query(parsed(projectQuery)) { cursor, search, limit }: ProjectQuery,
  ): Promise<PageOf<ProjectView>> {
    const found = await this.projects.list(ctx, { after: cursor ?? null, search: search ?? null, limit: limit + 1 });
    const items = found.slice(0, limit).map(toProjectView);
    return { items, nextCursor: found.length > limit ? (items.at(-1)?.id ?? null) : null };
  }

  @Post()
  @Requires('project:manage')
  @Describe({ summary: 'Make a project', tag, response: projectView, status: 201 })
  async create(@Ctx() ctx: RequestContext, @Body(parsed(projectBody)) body: ProjectBody): Promise<ProjectView> {
    return toProjectView(await this.projects.create(ctx, body));
  }

  @Get(':id')
  @Requires('project:read')
  @Describe({ summary: 'Show a project', tag, response: projectView })
  async get(@Ctx() ctx: RequestContext, @Param(parsed(projectParams)) { id }: ProjectParams): Promise<ProjectView> {
    return toProjectView(await this.projects.get(ctx, id));
  }

  @Put(':id')
  @Requires('project:manage')
  @Describe({ summary: 'Change a project: its name, team and git remotes', tag, response: projectView })
  async update(
    @Ctx() ctx: RequestContext,
    @Param(parsed(projectParams)) { id }: ProjectParams,
    @Body(parsed(projectBody)) body: ProjectBody,
  ): Promise<ProjectView> {
    return toProjectView(await this.projects.update(ctx, id, body));
  }

  @Delete(':id')
  @HttpCode(204)
  @Requires('project:manage')
  @Describe({ summary: 'Remove a project', tag, response: null })
  async remove(@Ctx() ctx: RequestContext, @Param(parsed(projectParams)) { id }: ProjectParams): Promise<void> {
    await this.projects.remove(ctx, id);
  }
}
