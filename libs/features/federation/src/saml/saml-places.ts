import { Injectable } from '@nestjs/common';
import { Settings } from '#platform/config';
import type { Connection } from '../connections/connection.js';

/** Where an identity provider finds one connection. */
export interface SamlUrls {
  readonly metadata: string;
  readonly acs: string;
  readonly login: string;
  readonly slo: string;
  readonly entityId: string;
}

/** The addresses of connections. Each is a service provider with a name of its own: an answer to one says nothing to another. */
@Injectable()
export class SamlPlaces {
  constructor(private readonly settings: Settings) {}

  of({ id }: Pick<Connection, 'id'>): SamlUrls {
    const at = (door: string): string => new URL(`/sso/saml/${id}/${door}`, this.settings.publicUrl).href;
    const metadata = at('metadata');
    return { metadata, acs: at('acs'), login: at('login'), slo: at('slo'), entityId: metadata };
  }
}
