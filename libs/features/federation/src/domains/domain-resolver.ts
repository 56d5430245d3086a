import { Resolver } from 'node:dns/promises';
import { Injectable } from '@nestjs/common';
import { Settings } from '#platform/config';

const TIMEOUT_MS = 3_000;
const TRIES = 2;
/** There is no such name, or none with such a record. Anything else says nothing of the record. */
const ABSENT = new Set(['ENOTFOUND', 'ENODATA']);

/** Port: what the DNS says. */
export abstract class DomainResolver {
  /** The TXT records of a name, each as one text; none where there are none. @throws Error when nobody could be asked */
  abstract texts(name: string): Promise<readonly string[]>;
}

/** Asks the servers of CASTELLAN_DNS_SERVERS, or those of the host. */
@Injectable()
export class DnsResolver extends DomainResolver {
  private readonly resolver = new Resolver({ timeout: TIMEOUT_MS, tries: TRIES });

  constructor({ dnsServers }: Settings) {
    super();
    if (dnsServers.length > 0) this.resolver.setServers(dnsServers);
  }

  override async texts(name: string): Promise<readonly string[]> {
    try {
      // A record comes in pieces of at most 255 characters (RFC 1035 section 3.3.14).
      return (await this.resolver.resolveTxt(name)).map((pieces) => pieces.join(''));
    } catch (error) {
      if (ABSENT.has((error as { code?: string }).code ?? '')) return [];
      throw error;
    }
  }
}
