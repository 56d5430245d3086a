import { closeElevations, closeReviews } from '#features/access';
import {
  announceSamlCertificates,
  refreshSamlMetadata,
  rotateSamlKeys,
  sweepFederation,
  watchDomains,
  watchOidcAccounts,
} from '#features/federation';
import { rotateSigningKeys, sweepCredentials } from '#features/identity';
import { closeShadows, closeWaivers, tendAllBundleKeys } from '#features/policies';
import { linkDirectoryUsers, sweepProvisioningLog } from '#features/provisioning';
import type { Schedule } from '#platform/jobs';

/** What comes by the clock, in the order of the day. Five fields, UTC. */
export const SCHEDULES: readonly Schedule[] = [
  { job: closeElevations, cron: '*/5 * * * *' },
  { job: closeWaivers, cron: '1-59/5 * * * *' },
  { job: closeShadows, cron: '2-59/5 * * * *' },
  { job: linkDirectoryUsers, cron: '*/5 * * * *' },
  { job: watchOidcAccounts, cron: '3,18,33,48 * * * *' },
  { job: closeReviews, cron: '*/10 * * * *' },
  { job: sweepCredentials, cron: '7 * * * *' },
  { job: sweepFederation, cron: '17 * * * *' },
  { job: refreshSamlMetadata, cron: '27 * * * *' },
  { job: rotateSigningKeys, cron: '0 2 * * *' },
  { job: tendAllBundleKeys, cron: '10 2 * * *' },
  { job: announceSamlCertificates, cron: '20 3 * * *' },
  { job: rotateSamlKeys, cron: '30 3 * * *' },
  { job: sweepProvisioningLog, cron: '20 2 * * *' },
  { job: watchDomains, cron: '40 3 * * *' },
];
