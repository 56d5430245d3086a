import { Module } from '@nestjs/common';
import { FleetModule } from '#features/fleet';
import { KeysModule } from '#features/keys';
import { PoliciesModule } from '#features/policies';
import { EntryController } from './entries/entry.controller.js';
import { EntryReader } from './entries/entry.reader.js';
import { EntrySearchService } from './entries/entry-search.service.js';
import { EntryService } from './entries/entry.service.js';
import { LedgerGrowth } from './entries/ledger-growth.js';
import { StreamRoute } from './entries/stream.route.js';
import { ExportController } from './exports/export.controller.js';
import { ExportReader } from './exports/export.reader.js';
import { ExportService } from './exports/export.service.js';
import { OverviewController } from './overview/overview.controller.js';
import { OverviewReader } from './overview/overview.reader.js';
import { OverviewService } from './overview/overview.service.js';
import { ProofController } from './proofs/proof.controller.js';
import { ProofService } from './proofs/proof.service.js';
import { TilesRoute } from './proofs/tiles.route.js';
import { SessionController } from './sessions/session.controller.js';
import { SessionReader } from './sessions/session.reader.js';
import { SessionService } from './sessions/session.service.js';
import { SimulationController } from './simulations/simulation.controller.js';
import { SimulationReader } from './simulations/simulation.reader.js';
import { SimulationService } from './simulations/simulation.service.js';
import { VerificationController } from './verification/verification.controller.js';
import { VerificationService } from './verification/verification.service.js';

const services = [
  EntryService,
  EntrySearchService,
  SessionService,
  ProofService,
  ExportService,
  SimulationService,
  VerificationService,
  OverviewService,
  LedgerGrowth,
];

@Module({
  imports: [KeysModule, FleetModule, PoliciesModule],
  providers: [EntryReader, SessionReader, ExportReader, OverviewReader, SimulationReader, ...services],
  exports: services,
})
export class AuditModule {}

@Module({
  imports: [AuditModule],
  controllers: [
    EntryController,
    SessionController,
    ProofController,
    ExportController,
    SimulationController,
    VerificationController,
    OverviewController,
  ],
  providers: [StreamRoute, TilesRoute],
})
export class AuditHttpModule {}
