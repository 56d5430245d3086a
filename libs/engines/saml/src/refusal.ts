/** Why a SAML message was refused, for the audit log and for the code that reacts; `sentence` is for an admin. */
export type SamlReason =
  | 'algorithm_refused'
  | 'audience_mismatch'
  | 'certificate_expired'
  | 'conditions_unknown'
  | 'decryption_failed'
  | 'destination_mismatch'
  | 'encoding_invalid'
  | 'expired'
  | 'in_response_to_mismatch'
  | 'issuer_mismatch'
  | 'metadata_invalid'
  | 'name_id_missing'
  | 'not_yet_valid'
  | 'recipient_mismatch'
  | 'session_expired'
  | 'signature_invalid'
  | 'signature_missing'
  | 'status_not_success'
  | 'structure_refused'
  | 'subject_not_confirmed'
  | 'too_large'
  | 'xml_refused';

/** Thrown by everything in this engine that looks at a message from outside. */
export class SamlRefusal extends Error {
  constructor(
    readonly reason: SamlReason,
    readonly sentence: string,
    options?: ErrorOptions,
  ) {
    super(sentence, options);
    this.name = 'SamlRefusal';
  }
}

/** @throws SamlRefusal unless `holds` */
export function demand(holds: boolean, reason: SamlReason, sentence: string): asserts holds {
  if (!holds) throw new SamlRefusal(reason, sentence);
}
