export interface ScimAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

/** An identity provider that provisions by SCIM, seen from the network. */
export class ScimClient {
  constructor(
    private readonly base: string,
    private readonly token: string,
  ) {}

  get(path: string, headers: Record<string, string> = {}): Promise<ScimAnswer> {
    return this.send('GET', path, undefined, headers);
  }

  post(path: string, body: object): Promise<ScimAnswer> {
    return this.send('POST', path, body);
  }

  patch(path: string, body: object): Promise<ScimAnswer> {
    return this.send('PATCH', path, body);
  }

  send(method: string, path: string, body?: object, headers: Record<string, string> = {}): Promise<ScimAnswer> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    return this.raw(method, path, text, { 'content-type': 'application/scim+json', ...headers });
  }

  async raw(
    method: string,
    path: string,
    body: string | undefined,
    headers: Record<string, string> = { 'content-type': 'application/scim+json' },
  ): Promise<ScimAnswer> {
    const { 'content-type': type, ...others } = headers;
    const response = await fetch(`${this.base}${path}`, {
      method,
      headers: {
        ...(this.token !== '' && { authorization: `Bearer ${this.token}` }),
        ...(body !== undefined && type !== undefined && { 'content-type': type }),
        ...others,
      },
      ...(body !== undefined && { body }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
    };
  }
}
