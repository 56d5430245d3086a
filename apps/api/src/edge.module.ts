import { Global, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { AccessModule } from '#features/access';
import { IdentityModule } from '#features/identity';
import { DoorGuard, Entrance, ProblemFilter, RequestRates } from '#platform/http';

/** Joins the edge's two ports to the features that fill them: who is it (identity), and what may she do (access). */
@Global()
@Module({
  imports: [IdentityModule, AccessModule],
  providers: [
    Entrance,
    RequestRates,
    { provide: APP_GUARD, useClass: DoorGuard },
    { provide: APP_FILTER, useClass: ProblemFilter },
  ],
  exports: [Entrance, RequestRates],
})
export class EdgeModule {}
