export { EnrolmentTokenService } from './enrolment/enrolment-token.service.js';
export { MACHINE_REVOKED } from './fleet.events.js';
export { FleetHttpModule, FleetModule } from './fleet.module.js';
export { MachineNotFound, MachineRevoked } from './machines/machine.errors.js';
export type { MachineCounts } from './machines/machine.reader.js';
export { MachineService } from './machines/machine.service.js';
export { RevocationService } from './machines/revocation.service.js';
