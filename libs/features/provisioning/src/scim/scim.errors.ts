import { DomainError, type PersonId } from '#kernel';

/** SCIM's word for a name that is taken (RFC 7644 section 3.3). */
abstract class Uniqueness extends DomainError {
  readonly kind = 'conflict';

  constructor(detail: string, options?: ErrorOptions) {
    super(detail, { scimType: 'uniqueness' }, options);
  }
}

export class UserNameTaken extends Uniqueness {
  readonly code = 'scim.user_name_taken';
  readonly title = 'Another user of the directory has that name.';
}

export class GroupNameTaken extends Uniqueness {
  readonly code = 'scim.group_name_taken';
  readonly title = 'Another group of the directory has that name.';
}

export class ResourceNotFound extends DomainError {
  readonly code = 'scim.resource_not_found';
  readonly kind = 'not_found';
  readonly title = 'No such resource.';
}

export class VersionMismatch extends DomainError {
  readonly code = 'scim.version_mismatch';
  readonly kind = 'conflict';
  readonly title = 'The resource has changed meanwhile.';
}

export class ReferenceUnresolved extends DomainError {
  readonly code = 'scim.reference_unresolved';
  readonly kind = 'conflict';
  readonly title = 'The operation speaks of one that did not succeed.';
}

export class LastOwnerStays extends DomainError {
  readonly code = 'scim.last_owner';
  readonly kind = 'forbidden';
  readonly title = 'The last owner cannot be deactivated by a directory.';
}

export class StandsAbove extends DomainError {
  readonly code = 'scim.stands_above';
  readonly kind = 'forbidden';
  readonly title = 'She may do more than whoever let the directory speak.';

  constructor(
    readonly who: { readonly personId: PersonId; readonly label: string },
    detail: string,
  ) {
    super(detail);
  }
}

export class NotImplemented extends DomainError {
  readonly code = 'scim.not_implemented';
  readonly kind = 'unavailable';
  readonly title = 'A token of a directory is nobody.';
}

export class LogEntryNotFound extends DomainError {
  readonly code = 'provisioning_log.not_found';
  readonly kind = 'not_found';
  readonly title = 'No such entry.';
}

export class NotReplayable extends DomainError {
  readonly code = 'provisioning_log.not_replayable';
  readonly kind = 'conflict';
  readonly title = 'There is nothing to try again.';
}
