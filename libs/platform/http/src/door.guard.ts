import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { DOOR, type Door } from './access.decorators.js';
import type { EdgeRequest } from './edge-request.js';
import { Entrance } from './entrance.js';
import { NotPermitted } from './http.errors.js';
import { RequestRates } from './request-rates.js';

/** Stands before every handler: rate, authentication, org, context, permission, fresh proof, in this order. Deny by default. */
@Injectable()
export class DoorGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly entrance: Entrance,
    private readonly rates: RequestRates,
  ) {}

  async canActivate(host: ExecutionContext): Promise<boolean> {
    const door = this.reflector.getAllAndOverride<Door | undefined>(DOOR, [host.getHandler(), host.getClass()]);
    const request = host.switchToHttp().getRequest<EdgeRequest>();
    if (door === undefined) throw new NotPermitted('This address declares no permission, so nobody may enter.');
    if (door.kind === 'public') {
      await (door.signIn === true ? this.rates.ofArrival(request.ip) : this.rates.ofStranger(request.ip));
      return true;
    }
    const caller = await this.entrance.identify(request);
    await this.rates.ofPrincipal(caller.principal.id);
    request.caller = caller;
    if (door.kind === 'permission') {
      const ctx = this.entrance.contextOf(caller, request);
      request.ctx = await this.entrance.authorize(ctx, door.permission, door);
      this.entrance.mustBeFresh(caller, ctx.now, door.permission, door);
    }
    return true;
  }
}
