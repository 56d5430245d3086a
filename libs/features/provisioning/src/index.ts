export type { DirectoryId } from './directories/directory.js';
export { DirectoryService } from './directories/directory.service.js';
export { linkDirectoryUsers, sweepProvisioningLog } from './provisioning.jobs.js';
export { ProvisioningHttpModule, ProvisioningJobsModule, ProvisioningModule } from './provisioning.module.js';
export { LinkService } from './standing/link.service.js';
