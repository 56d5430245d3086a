import { Module } from '@nestjs/common';
import { AccessModule } from '#features/access';
import { IdentityModule } from '#features/identity';
import { PoliciesModule } from '#features/policies';
import { TenancyModule } from '#features/tenancy';
import { Admission } from './enrolment/admission.js';
import { EnrolmentTokenController } from './enrolment/enrolment-token.controller.js';
import { EnrolmentTokenRepository } from './enrolment/enrolment-token.repository.js';
import { EnrolmentTokenService } from './enrolment/enrolment-token.service.js';
import { EnrolmentController } from './enrolment/enrolment.controller.js';
import { PersonEnrolmentService } from './enrolment/person-enrolment.service.js';
import { TokenEnrolmentService } from './enrolment/token-enrolment.service.js';
import { FleetRecord } from './machines/fleet-record.js';
import { HeartbeatController } from './machines/heartbeat.controller.js';
import { HeartbeatService } from './machines/heartbeat.service.js';
import { MachineController } from './machines/machine.controller.js';
import { MachineOwner } from './machines/machine-owner.js';
import { MachineReview } from './machines/machine-review.js';
import { MachineReader } from './machines/machine.reader.js';
import { MachineRepository } from './machines/machine.repository.js';
import { MachineService } from './machines/machine.service.js';
import { PresenceService } from './machines/presence.service.js';
import { RevocationService } from './machines/revocation.service.js';
import { EventsRoute } from './push/events.route.js';
import { PushService } from './push/push.service.js';

@Module({
  imports: [TenancyModule, IdentityModule, AccessModule, PoliciesModule],
  providers: [
    MachineRepository,
    MachineReader,
    FleetRecord,
    MachineReview,
    MachineOwner,
    MachineService,
    RevocationService,
    HeartbeatService,
    PresenceService,
    EnrolmentTokenRepository,
    EnrolmentTokenService,
    Admission,
    PersonEnrolmentService,
    TokenEnrolmentService,
  ],
  exports: [
    MachineService,
    RevocationService,
    HeartbeatService,
    PresenceService,
    EnrolmentTokenService,
    PersonEnrolmentService,
    TokenEnrolmentService,
  ],
})
export class FleetModule {}

@Module({
  imports: [FleetModule, IdentityModule, PoliciesModule],
  controllers: [MachineController, HeartbeatController, EnrolmentTokenController, EnrolmentController],
  providers: [PushService, EventsRoute],
})
export class FleetHttpModule {}
