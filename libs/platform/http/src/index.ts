export {
  Caller,
  Ctx,
  DOOR,
  type Door,
  type DoorTerms,
  type Permission,
  Public,
  Requires,
  SignedIn,
} from './access.decorators.js';
export { answering } from './answering.js';
export { type Authenticated, Authenticator, Authorizer, type Proof } from './authenticator.js';
export { Describe, DESCRIPTION, type RouteDescription } from './describe.decorator.js';
export { DoorGuard } from './door.guard.js';
export type { EdgeRequest } from './edge-request.js';
export { Entrance } from './entrance.js';
export { type HotDoor, HotRoute } from './hot-route.js';
export {
  AddressRefused,
  FreshProofNeeded,
  NoOrgChosen,
  NotPermitted,
  NotSignedIn,
  RequestInvalid,
  TooManyRequests,
} from './http.errors.js';
export { AnswerTooLong, type Heard, type Said } from './outbound-exchange.js';
export { type AddressRange, OutboundHttp, parseAddressRanges } from './outbound-http.js';
export { type PageOf, pageOf, pageQuery } from './page.js';
export { nameField, searchField, textField } from './text-fields.js';
export { parsed, type ParsedPipe } from './parsed.js';
export { type Problem, PROBLEM_MEDIA_TYPE, retryAfterOf, toProblem } from './problem.js';
export { ProblemFilter, sendProblem } from './problem.filter.js';
export { RequestRates } from './request-rates.js';
export { type OpenApiDocument, openApiDocument } from './openapi/openapi-document.js';
export { type RouteFacts, routesOf } from './openapi/route-facts.js';
export { type RequestHead, type SwiftAnswer, type SwiftDoor, SwiftLane } from './swift-lane.js';
