import { DomainError } from '#kernel';

/** RFC 7644 table 9, and RFC 9865 section 2 for cursors. */
export type ScimType =
  | 'invalidFilter'
  | 'tooMany'
  | 'uniqueness'
  | 'mutability'
  | 'invalidSyntax'
  | 'invalidPath'
  | 'noTarget'
  | 'invalidValue'
  | 'invalidVers'
  | 'sensitive'
  | 'invalidCursor'
  | 'expiredCursor'
  | 'invalidCount';

/** A message that SCIM refuses, with the word by which the standard names the reason. */
export class ScimRefusal extends DomainError {
  readonly code = 'scim.refused';
  readonly kind = 'invalid';
  readonly title = 'The SCIM message is refused.';

  constructor(
    readonly scimType: ScimType,
    detail: string,
    options?: ErrorOptions,
  ) {
    super(detail, { scimType }, options);
  }
}
