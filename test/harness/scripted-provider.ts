import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type JWTPayload, SignJWT } from 'jose';
import { type IssuerKey, newIssuerKey } from './token-issuer.js';

/** What the token endpoint was sent. */
export interface TokenRequest {
  readonly form: URLSearchParams;
  readonly authorization: string | undefined;
}

type Answer = { readonly status: number; readonly body: object };

/** An OpenID provider that says what a test tells it: the honest answer, or any other. */
export interface ScriptedProvider {
  readonly url: string;
  readonly key: IssuerKey;
  readonly requests: TokenRequest[];
  /** Members of the discovery document that differ. */
  readonly metadata: Record<string, unknown>;
  /** What the token endpoint answers. */
  answer: (request: TokenRequest) => Promise<Answer> | Answer;
  userinfo: object;
  sign(claims: JWTPayload, by?: { key?: IssuerKey; kid?: string; typ?: string }): Promise<string>;
  rotate(): Promise<void>;
  close(): Promise<void>;
}

export async function startScriptedProvider(): Promise<ScriptedProvider> {
  let key = await newIssuerKey('first');
  const metadata: Record<string, unknown> = {};
  const requests: TokenRequest[] = [];
  const server = createServer((request, response) => {
    void respond(request).then(({ status, body }) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider: ScriptedProvider = {
    url,
    get key() {
      return key;
    },
    requests,
    metadata,
    answer: () => ({ status: 400, body: { error: 'invalid_grant' } }),
    userinfo: {},
    sign: (claims, { key: signer = key, kid = signer.kid, typ = 'JWT' } = {}) =>
      new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid, typ }).sign(signer.privateKey),
    async rotate() {
      key = await newIssuerKey(`after-${key.kid}`);
    },
    close: () =>
      new Promise((closed) => {
        server.closeAllConnections();
        server.close(() => closed());
      }),
  };

  async function respond(request: IncomingMessage): Promise<Answer> {
    switch (request.url) {
      case '/.well-known/openid-configuration':
        return { status: 200, body: { ...discoveryOf(url), ...metadata } };
      case '/jwks':
        return { status: 200, body: { keys: [key.publicJwk] } };
      case '/userinfo':
        return { status: 200, body: provider.userinfo };
      case '/token': {
        const asked = {
          form: new URLSearchParams(await textOf(request)),
          authorization: request.headers.authorization,
        };
        requests.push(asked);
        return provider.answer(asked);
      }
      default:
        return { status: 404, body: {} };
    }
  }
  return provider;
}

const discoveryOf = (url: string) => ({
  issuer: url,
  authorization_endpoint: `${url}/authorize`,
  token_endpoint: `${url}/token`,
  userinfo_endpoint: `${url}/userinfo`,
  jwks_uri: `${url}/jwks`,
  response_types_supported: ['code'],
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['RS256', 'HS256', 'none'],
  authorization_response_iss_parameter_supported: true,
});

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of request) text += String(part);
  return text;
}
