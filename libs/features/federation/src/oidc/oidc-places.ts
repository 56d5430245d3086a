import { Injectable } from '@nestjs/common';
import { Settings } from '#platform/config';
import type { Connection } from '../connections/connection.js';

export interface OidcAddresses {
  readonly login: string;
  readonly callback: string;
  readonly logout: string;
  readonly backchannelLogout: string;
  readonly jwks: string;
}

/** Where a connection is to be found. Each has addresses of its own, so that no answer is taken for another's (RFC 9700 section 4.4.2.2). */
@Injectable()
export class OidcPlaces {
  constructor(private readonly settings: Settings) {}

  of({ id }: Pick<Connection, 'id'>): OidcAddresses {
    const at = (name: string): string => `${this.settings.publicUrl.origin}/sso/oidc/${id}/${name}`;
    return {
      login: at('login'),
      callback: at('callback'),
      logout: at('logout'),
      backchannelLogout: at('backchannel-logout'),
      jwks: at('jwks'),
    };
  }
}
