import { DomainError } from '#kernel';

export class ElevationNotFound extends DomainError {
  readonly code = 'elevation.not_found';
  readonly kind = 'not_found';
  readonly title = 'No such request.';
}

export class ElevationPointless extends DomainError {
  readonly code = 'elevation.pointless';
  readonly kind = 'conflict';
  readonly title = 'There is nothing to ask for.';
}

export class ElevationDecided extends DomainError {
  readonly code = 'elevation.decided';
  readonly kind = 'conflict';
  readonly title = 'The request is not open any more.';
}

export class ElevationOwn extends DomainError {
  readonly code = 'elevation.own';
  readonly kind = 'forbidden';
  readonly title = 'Nobody decides on her own request.';
}

export class ElevationNotYours extends DomainError {
  readonly code = 'elevation.not_yours';
  readonly kind = 'forbidden';
  readonly title = 'Others decide on requests for that role.';
}

export class ElevationRefused extends DomainError {
  readonly code = 'elevation.refused_by_rule';
  readonly kind = 'forbidden';
  readonly title = 'The organisation does not let the role be asked for so.';
}

export class ElevationForPeople extends DomainError {
  readonly code = 'elevation.for_people';
  readonly kind = 'forbidden';
  readonly title = 'Roles for a while are asked for and approved by people.';
}
