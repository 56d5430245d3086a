import { handles } from '#platform/jobs';
import { MetadataFetch } from './metadata-fetch.js';
import { ResponseBench } from './response-bench.js';
import { SamlController, SingleLogoutController } from './saml.controller.js';
import { SamlDesk } from './saml-desk.service.js';
import { SamlLogoutService } from './saml-logout.service.js';
import { SamlPlaces } from './saml-places.js';
import { SamlProtocol } from './saml-protocol.js';
import { SamlSignInService } from './saml-sign-in.service.js';
import { SamlUpkeepService } from './saml-upkeep.service.js';
import { SamlRotationController } from './saml-rotation.controller.js';
import { SamlRotationService } from './saml-rotation.service.js';
import { announceSamlCertificates, refreshSamlMetadata, rotateSamlKeys } from './saml.jobs.js';

/** What SAML adds to the modules of federation. */
export const SAML_SERVICES = [
  SamlPlaces,
  MetadataFetch,
  SamlProtocol,
  ResponseBench,
  SamlSignInService,
  SamlLogoutService,
  SamlDesk,
  SamlUpkeepService,
  SamlRotationService,
];
export const SAML_CONTROLLERS = [SamlController, SamlRotationController, SingleLogoutController];
export const SAML_JOBS = [
  handles(refreshSamlMetadata, SamlUpkeepService, (upkeep, ctx) => upkeep.refreshAll(ctx)),
  handles(rotateSamlKeys, SamlRotationService, (rotation, ctx) => rotation.tendAll(ctx)),
  handles(announceSamlCertificates, SamlUpkeepService, (upkeep, ctx) => upkeep.announceAll(ctx)),
];
