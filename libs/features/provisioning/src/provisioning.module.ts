import { Module } from '@nestjs/common';
import { AccessModule } from '#features/access';
import { FederationModule } from '#features/federation';
import { IdentityModule } from '#features/identity';
import { TenancyModule } from '#features/tenancy';
import { handles } from '#platform/jobs';
import { ContentsController } from './contents/contents.controller.js';
import { ContentsReader } from './contents/contents.reader.js';
import { ContentsService } from './contents/contents.service.js';
import { DirectoryCallers } from './directories/directory-callers.js';
import { DirectoryController } from './directories/directory.controller.js';
import { DirectoryRepository } from './directories/directory.repository.js';
import { DirectoryService } from './directories/directory.service.js';
import { DirectorySpeakers } from './directories/directory-speakers.js';
import { DirectoryGroupReader } from './groups/directory-group.reader.js';
import { DirectoryGroupRepository } from './groups/directory-group.repository.js';
import { GroupDesk } from './groups/group-desk.service.js';
import { LogController } from './log/log.controller.js';
import { LogRepository } from './log/log.repository.js';
import { LogService } from './log/log.service.js';
import { ReplayService } from './log/replay.service.js';
import { linkDirectoryUsers, sweepProvisioningLog } from './provisioning.jobs.js';
import { BulkService } from './scim/bulk.service.js';
import { ScimDoors } from './scim/scim-doors.js';
import { ScimRoute } from './scim/scim.route.js';
import { SearchService } from './scim/search.service.js';
import { HeldBackDesk } from './standing/held-back.js';
import { LinkService } from './standing/link.service.js';
import { ScimDirectory } from './standing/scim-directory.js';
import { StandingReader } from './standing/standing.reader.js';
import { StandingService } from './standing/standing.service.js';
import { CreationService } from './users/creation.service.js';
import { DirectoryUserReader } from './users/directory-user.reader.js';
import { DirectoryUserRepository } from './users/directory-user.repository.js';
import { UserDesk } from './users/user-desk.service.js';

const ROWS = [
  DirectoryRepository,
  DirectoryUserRepository,
  DirectoryUserReader,
  DirectoryGroupRepository,
  DirectoryGroupReader,
  StandingReader,
  ContentsReader,
  LogRepository,
];

const SERVICES = [
  DirectoryService,
  ContentsService,
  DirectorySpeakers,
  StandingService,
  HeldBackDesk,
  LinkService,
  ScimDirectory,
  LogService,
  CreationService,
  UserDesk,
  GroupDesk,
  ReplayService,
];

@Module({
  imports: [TenancyModule, IdentityModule, AccessModule, FederationModule],
  providers: [...ROWS, ...SERVICES],
  exports: [...SERVICES, DirectoryRepository],
})
export class ProvisioningModule {}

@Module({
  imports: [ProvisioningModule],
  providers: [DirectoryCallers, SearchService, BulkService, ScimDoors, ScimRoute],
  controllers: [DirectoryController, ContentsController, LogController],
})
export class ProvisioningHttpModule {}

@Module({
  imports: [ProvisioningModule],
  providers: [
    handles(linkDirectoryUsers, LinkService, (links) => links.linkAll()),
    handles(sweepProvisioningLog, LogService, (logs) => logs.sweep()),
  ],
})
export class ProvisioningJobsModule {}
