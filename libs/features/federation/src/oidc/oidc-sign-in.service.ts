import { Injectable } from '@nestjs/common';
import * as client from 'openid-client';
import { AttemptLimits, type Moment, newToken } from '#features/identity';
import { asTried, type Connection } from '../connections/connection.js';
import { type AnswerContext, FederatedSignIn, type Onward, refusedAt } from '../sign-in/federated-sign-in.js';
import { type Completion, type Returning, SsoCompletion } from '../sign-in/sso-completion.js';
import type { SsoBeginning } from '../sign-in/sso-request.js';
import type { AnsweredRequest } from '../sign-in/sso-request.repository.js';
import { SsoRequests } from '../sign-in/sso-requests.js';
import { OidcAnswers } from './oidc-answers.js';
import { type OidcClient, OidcClients } from './oidc-clients.js';
import { OidcPlaces } from './oidc-places.js';
import { refusalBy } from './oidc-refusal.js';
import { wantsOfflineAccess } from './oidc-settings.js';
import { OidcStates } from './oidc-states.js';

/** What a question remembers until its answer comes. */
interface Asked {
  readonly nonce: string;
  readonly verifier: string;
}

/** OpenID Connect Core section 3.1.2.1: she is asked again; with max_age the answer has to say when that was. */
const ASKED_AGAIN = { prompt: 'login', max_age: '0' } as const;

export interface OidcArrival {
  /** The query of the address, as it came. */
  readonly query: URLSearchParams;
  /** What the browser shows that brings it. */
  readonly browser: Returning;
  readonly ip: string | null;
  readonly moment: Moment;
}

/** Sign-in by OpenID Connect: takes browsers to the provider, and judges what they bring back. */
@Injectable()
export class OidcSignInService {
  // eslint-disable-next-line max-params -- the question, the answer and the verdict are other people's
  constructor(
    private readonly states: OidcStates,
    private readonly clients: OidcClients,
    private readonly places: OidcPlaces,
    private readonly answers: OidcAnswers,
    private readonly requests: SsoRequests,
    private readonly signIn: FederatedSignIn,
    private readonly completion: SsoCompletion,
    private readonly limits: AttemptLimits,
  ) {}

  /** Where the browser goes to prove itself, and the cookie that binds the question to it; no cookie where it cannot be asked at all. */
  async begin(
    connection: Connection,
    beginning: SsoBeginning,
    { loginHint, ip, moment }: { loginHint: string | undefined; ip: string | null; moment: Moment },
  ): Promise<Onward> {
    const asked: Asked = { nonce: newToken(), verifier: newToken() };
    const { id, cookie } = await this.requests.begin(connection, { ...beginning, data: { ...asked } });
    try {
      const known = await this.clients.of(connection);
      const question = {
        ...(await this.questionOf(connection, known, asked, beginning.purpose === 'proof')),
        state: `${id}.${this.states.mark({ connectionId: connection.id, id })}`,
        ...(beginning.purpose === 'proof' && ASKED_AGAIN),
        ...(loginHint !== undefined && { login_hint: loginHint }),
      };
      const isPushed = known.server.pushed_authorization_request_endpoint !== undefined;
      const location = isPushed
        ? await client.buildAuthorizationUrlWithPAR(known.config, question)
        : client.buildAuthorizationUrl(known.config, question);
      return { location: location.href, cookie };
    } catch (error) {
      const refusal = refusalBy(error);
      if (refusal === null) throw error;
      const request = await this.requests.take(connection, id);
      const checks = [{ name: refusal.reason, passed: false, detail: refusal.detail }];
      return { ...(await this.signIn.refuse(connection, refusal, { request, moment, ip, checks })), cookie };
    }
  }

  /**
   * The question that an answer is for, taken; null where it is for none that waits. Whoever knows its id alone, which is no secret, uses nothing up:
   * the rest of `state` is ours, and no other can make it.
   */
  async answered(connectionId: string, { query }: OidcArrival): Promise<AnsweredRequest | null> {
    const [id = '', mark = ''] = (query.get('state') ?? '').slice(0, 200).split('.');
    return this.states.isOurs({ connectionId, id }, mark) ? this.requests.takeAnswered(connectionId, id) : null;
  }

  /** OpenID Connect Core section 3.1.2.5, and what follows of it. */
  async receive(
    { stored, connection, secrets }: AnsweredRequest,
    { query, browser, ip, moment }: OidcArrival,
  ): Promise<Onward | Completion> {
    const { request } = stored;
    const asked = request.data as unknown as Asked;
    const answer = new URL(this.places.of(connection).callback);
    answer.search = query.toString();
    const expected = { nonce: asked.nonce, verifier: asked.verifier, state: query.get('state') ?? '', now: moment.now };
    const tried = asTried(connection, request.tries);
    const known = () => this.clients.of(tried, tried === connection ? secrets : undefined);
    const { verdict, checks, evidence } = await this.answers.judge(known, answer, expected);
    const context = (): AnswerContext => ({ request, moment, ip, checks, evidence: evidence() });
    if (verdict.kind === 'refused') return this.signIn.refuse(connection, verdict.refusal, context());
    const { identity, keep } = verdict;
    const isOwn = browser.browser !== null && stored.isOf(browser.browser);
    if (request.purpose !== 'sign-in' || !isOwn)
      return this.signIn.accept(connection, identity, { ...context(), keep });
    // Evidence is for tests, and this is none.
    const outcome = { kind: 'accepted', identity, keep, checks, evidence: null } as const;
    return this.completion.conclude({ stored, outcome }, browser, moment);
  }

  private async questionOf(
    connection: Connection,
    { server, settings }: OidcClient,
    { nonce, verifier }: Asked,
    forProof: boolean,
  ): Promise<Record<string, string>> {
    const offered: readonly string[] = server.scopes_supported ?? [];
    // A proof keeps nothing of the answer: it asks for no refresh token.
    const isWatched = !forProof && wantsOfflineAccess(settings) && offered.includes('offline_access');
    const scopes = new Set(['openid', ...settings.scopes, ...(isWatched ? ['offline_access'] : [])]);
    const [hd] = settings.required.find(({ claim }) => claim === 'hd')?.values ?? [];
    return {
      redirect_uri: this.places.of(connection).callback,
      scope: [...scopes].join(' '),
      nonce,
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      ...(isWatched && settings.asksForConsent && { prompt: 'consent' }),
      ...(hd !== undefined && { hd }),
    };
  }

  /** An answer to nothing: anybody can bring one, so that what is written of them has a limit. */
  async stray(connection: Connection, { ip, moment }: Pick<OidcArrival, 'ip' | 'moment'>): Promise<Onward> {
    const onward: Onward = { location: refusedAt('state_unknown'), cookie: null };
    if (!(await this.limits.isWithin(moment.now, ['strayAnswer', connection.id]))) return onward;
    const detail =
      'The answer belongs to no sign-in that waits: it was used before, took too long, or was begun elsewhere (state).';
    return this.signIn.refuse(connection, { reason: 'state_unknown', detail }, { request: null, moment, ip });
  }
}
