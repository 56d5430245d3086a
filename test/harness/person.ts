import { TOTP } from 'otpauth';
import type { Product } from './product.js';

export interface Answer<T = unknown> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

/** A person at the console, seen from the network: a cookie, and with it the token that unsafe requests must carry. */
export class Person {
  private cookies = new Map<string, string>();
  private csrfToken: string | undefined;

  constructor(
    readonly url: string,
    readonly email: string,
  ) {}

  /** The header that a browser of this person would send. */
  get cookie(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** The token that unsafe requests carry. */
  get csrf(): string {
    return this.csrfToken ?? '';
  }

  /** Asks as the console does. */
  async ask<T>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
    const response = await fetch(new URL(path, this.url), {
      method,
      redirect: 'manual',
      headers: {
        cookie: this.cookie,
        origin: new URL(this.url).origin,
        ...(this.csrfToken !== undefined && { 'x-csrf-token': this.csrfToken }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    this.remember(response.headers.getSetCookie());
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, headers: response.headers, body: (isJson ? JSON.parse(text) : text) as T };
  }

  /** As `ask`, when anything but success is a fault of the test. */
  async get<T>(path: string): Promise<T> {
    return this.expectSuccess(await this.ask<T>('GET', path), `GET ${path}`);
  }

  async post<T>(path: string, body: unknown = {}): Promise<T> {
    return this.expectSuccess(await this.ask<T>('POST', path, body), `POST ${path}`);
  }

  /** Follows redirects as a browser does, cookies and all; the address where it ended. */
  async follow(path: string): Promise<URL> {
    let at = new URL(path, this.url);
    for (let hops = 0; hops < 15; hops += 1) {
      const { status, headers } = await this.ask('GET', at.href);
      const location = headers.get('location');
      if (status < 300 || status > 399 || location === null) return at;
      at = new URL(location, at);
    }
    throw new Error(`${path} leads in circles.`);
  }

  /** Asks who this is, and keeps the token for unsafe requests. */
  async arrive(): Promise<void> {
    const { csrfToken } = await this.get<{ csrfToken: string }>('/api/v1/me');
    this.csrfToken = csrfToken;
  }

  private expectSuccess<T>({ status, body }: Answer<T>, what: string): T {
    if (status >= 200 && status < 300) return body;
    throw new Error(`${what} answered ${status}: ${JSON.stringify(body)}`);
  }

  /** Keeps cookies of an answer that was asked for by other means. */
  remember(set: readonly string[]): void {
    for (const line of set) {
      const [pair = ''] = line.split(';');
      const name = pair.slice(0, pair.indexOf('='));
      const value = pair.slice(pair.indexOf('=') + 1);
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
  }
}

export const PASSWORD = 'four quiet herons wade upstream';

export interface Owner {
  readonly person: Person;
  readonly totp: TOTP;
  readonly recoveryCodes: readonly string[];
}

/** The one-time link that the product printed at its first start. */
export function setupLinkOf(product: Product): string {
  const link = /https?:\/\/\S+\/setup#\S+/.exec(product.printed())?.[0];
  if (link === undefined) throw new Error(`No set-up link was printed:\n${product.printed()}`);
  return link;
}

/** Goes through the wizard that a set-up link opens, with password and TOTP. */
export async function completeSetup(
  link: string,
  org: { name: string; slug: string },
  email = 'ada@example.com',
): Promise<Owner> {
  const { origin, hash } = new URL(link);
  const token = hash.slice(1);
  const person = new Person(origin, email);
  const { secret } = await person.post<{ secret: string }>('/api/v1/setup/totp', { token, email });
  const totp = new TOTP({ secret });
  const { recoveryCodes } = await person.post<{ recoveryCodes: string[] }>('/api/v1/setup/complete', {
    token,
    org,
    owner: { name: 'Ada Lovelace', email },
    credential: { kind: 'password', password: PASSWORD, totpCode: totp.generate() },
  });
  await person.arrive();
  return { person, totp, recoveryCodes };
}

/** The next code of `totp`: the one of this moment may have been used, and a code is good once. */
export const nextCode = (totp: TOTP): string => totp.generate({ timestamp: Date.now() + 30_000 });

/** Signs in as a browser does, through the OpenID provider, by password and a second factor. Answers where it ended. */
export async function signIn(
  person: Person,
  second: { totp: string } | { recovery: string },
  { password = PASSWORD, returnTo = '/' }: { password?: string; returnTo?: string } = {},
): Promise<URL> {
  await person.follow(`/auth/login?returnTo=${encodeURIComponent(returnTo)}`);
  await person.post('/api/v1/sign-in/password', { email: person.email, password });
  const { redirectTo } =
    'totp' in second
      ? await person.post<{ redirectTo: string }>('/api/v1/sign-in/totp', { code: second.totp })
      : await person.post<{ redirectTo: string }>('/api/v1/sign-in/recovery', { code: second.recovery });
  const end = await person.follow(redirectTo);
  await person.arrive();
  return end;
}
