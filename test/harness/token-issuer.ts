import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';

export interface IssuerKey {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicJwk: Record<string, unknown>;
}

/** An OpenID issuer as CI systems have one: a discovery document, keys, and tokens for whatever a test claims. */
export interface TokenIssuer {
  readonly url: string;
  /** How often its keys were fetched. */
  readonly fetches: { keys: number };
  /** What it answers instead, by path; for an issuer that misbehaves. */
  readonly answers: Map<string, { status: number; body: string; headers?: Record<string, string> }>;
  readonly key: IssuerKey;
  /** A token by its newest key, unless told otherwise. */
  token(claims: JWTPayload, by?: { key?: IssuerKey; kid?: string | null }): Promise<string>;
  /** Signs with another key from now on; the old one is published no more. */
  rotate(): Promise<void>;
  close(): Promise<void>;
}

export async function newIssuerKey(kid: string): Promise<IssuerKey> {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
  return { kid, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' } };
}

export async function startTokenIssuer(): Promise<TokenIssuer> {
  let key = await newIssuerKey('one');
  const fetches = { keys: 0 };
  const answers: TokenIssuer['answers'] = new Map();
  const server: Server = createServer((request, response) => {
    const told = answers.get(request.url ?? '');
    if (told !== undefined) {
      response.writeHead(told.status, told.headers).end(told.body);
      return;
    }
    response.setHeader('content-type', 'application/json');
    if (request.url === '/.well-known/openid-configuration') {
      response.end(JSON.stringify({ issuer: url, jwks_uri: `${url}/jwks` }));
      return;
    }
    fetches.keys += 1;
    response.end(JSON.stringify({ keys: [key.publicJwk] }));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    fetches,
    answers,
    get key() {
      return key;
    },
    token: (claims, by = {}) => {
      const signer = by.key ?? key;
      const kid = by.kid === undefined ? signer.kid : by.kid;
      return new SignJWT(claims)
        .setProtectedHeader({ alg: 'RS256', typ: 'JWT', ...(kid !== null && { kid }) })
        .sign(signer.privateKey);
    },
    async rotate() {
      key = await newIssuerKey(`after-${key.kid}`);
    },
    close: () =>
      new Promise((closed) => {
        server.closeAllConnections();
        server.close(() => closed());
      }),
  };
}
