import { Agent, fetch } from 'undici';

let address = 1;

/** A browser with an address of its own: one address may not sign in as often as this. */
export class Visitor {
  cookies = new Map();
  agent = new Agent({
    keepAliveTimeout: 60_000,
    localAddress: `127.0.${2 + Math.floor(++address / 250)}.${(address % 250) + 1}`,
  });

  async ask(url, form) {
    const response = await fetch(url, {
      method: form ? 'POST' : 'GET',
      redirect: 'manual',
      dispatcher: this.agent,
      headers: { cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form && { body: new URLSearchParams(form) }),
    });
    for (const line of response.headers.getSetCookie()) {
      const pair = line.split(';')[0];
      const [name, value] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
      // A cookie without a value is one that was taken back.
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    await response.arrayBuffer();
    const location = response.headers.get('location');
    return location === null ? null : new URL(location, url).href;
  }
}
