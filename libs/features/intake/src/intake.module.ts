import { Module } from '@nestjs/common';
import { FleetModule } from '#features/fleet';
import { KeysModule } from '#features/keys';
import { IntakeService } from './records/intake.service.js';
import { MachineRate } from './records/machine-rate.js';
import { Reporters } from './records/reporters.js';
import { OtlpRoute } from './telemetry/otlp.route.js';
import { TelemetryFigures } from './telemetry/telemetry-figures.js';

@Module({
  imports: [KeysModule, FleetModule],
  providers: [IntakeService, MachineRate, Reporters],
  exports: [IntakeService, MachineRate],
})
export class IntakeModule {}

@Module({ imports: [IntakeModule], providers: [OtlpRoute, TelemetryFigures], exports: [OtlpRoute] })
export class IntakeHttpModule {}
