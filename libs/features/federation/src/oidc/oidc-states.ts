import { Injectable } from '@nestjs/common';
import { InstallationSealer } from '#platform/vault';

/** Which question, of which connection. */
interface Question {
  readonly connectionId: string;
  readonly id: string;
}

const NOTHING = new Uint8Array();
const purposeOf = ({ connectionId, id }: Question): string => `oidc-state/${connectionId}/${id}`;

/** Marks the `state` of our questions (RFC 6749 section 10.12), so that it is known for ours before anything is read. */
@Injectable()
export class OidcStates {
  constructor(private readonly sealer: InstallationSealer) {}

  mark(question: Question): string {
    return Buffer.from(this.sealer.seal(purposeOf(question), NOTHING)).toString('base64url');
  }

  isOurs(question: Question, mark: string): boolean {
    try {
      this.sealer.open(purposeOf(question), Buffer.from(mark, 'base64url'));
      return true;
    } catch {
      return false;
    }
  }
}
