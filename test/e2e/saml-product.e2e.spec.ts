import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readXml } from '#engines/saml';
import { signedResponse, signingPair, type Words } from '../fixtures/saml/idp.js';
import { IDP, idpMetadata } from '../fixtures/saml/metadata.js';
import { Browser } from '../harness/saml-stand.js';
import { openStand, type Stand } from '../harness/stand.js';

interface Created {
  readonly id: string;
  readonly urls: Readonly<Record<'acs' | 'entityId' | 'login' | 'metadata' | 'slo', string>>;
}

describe('a SAML connection that an operator makes by a command', () => {
  const idp = signingPair();
  let stand: Stand;
  let folder: string;
  beforeAll(async () => {
    [stand, folder] = await Promise.all([openStand(), mkdtemp(join(tmpdir(), 'castellan-saml-'))]);
  });
  afterAll(async () => {
    await stand.product.remove();
    await rm(folder, { recursive: true, force: true });
  });

  it('lets people in at once, also by an answer so large that a thread of its own judges it', async () => {
    const file = join(folder, 'metadata.xml');
    await writeFile(file, idpMetadata([idp.certificate]));
    const order = ['connection', 'create', '--org', 'acme', '--type', 'saml', '--metadata', file];
    const { id, urls } = await stand.product.admin<Created>(...order);
    const at = `${stand.product.url}/sso/saml/${id}`;
    expect(urls).toEqual({
      acs: `${at}/acs`,
      entityId: `${at}/metadata`,
      login: `${at}/login`,
      metadata: `${at}/metadata`,
      slo: `${at}/slo`,
    });
    for (const groups of [['staff'], Array.from({ length: 1_500 }, (_, n) => `cn=group-${n},dc=example,dc=com`)]) {
      const browser = new Browser(stand.product.url);
      const { location } = await browser.ask(urls.login);
      const { searchParams } = new URL(location!);
      const request = readXml(inflateRawSync(Buffer.from(searchParams.get('SAMLRequest')!, 'base64')).toString());
      const words: Words = {
        acsUrl: urls.acs,
        audience: urls.entityId,
        issuer: IDP,
        requestId: request.attributes.get('ID'),
        nameId: 'grace@example.com',
        nameIdFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
        now: new Date(),
        attributes: { groups },
        sessionIndex: '_s1',
      };
      const SAMLResponse = Buffer.from(signedResponse(words, idp, 'both')).toString('base64');
      const taken = await browser.ask(urls.acs, { SAMLResponse, RelayState: searchParams.get('RelayState')! }, true);
      expect(await browser.follow(taken.location!)).toBe('/');
      expect(await browser.who()).toBe('grace@example.com');
    }
  });
});
