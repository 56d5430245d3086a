import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStand, type Stand } from '../harness/stand.js';
import { chromium, type StartedBrowser } from '../peers/chromium.js';
import { type OpenIdProvider, startOpenIdProvider } from '../peers/openid-provider.js';
import { missing } from '../peers/peer.js';
import { type SimpleSaml, simpleSaml } from '../peers/simplesamlphp.js';

const withoutBrowser = await missing(chromium);
const withoutSaml = withoutBrowser || (await missing(simpleSaml));
const CLIENT = 'castellan';
const SECRET = 'a secret of the provider, long enough';
const TEST = 'Test the connection';

/** Wizard, identity provider and API, each the real one, with a person at the browser. */
describe.skipIf(withoutBrowser)('an admin who connects an identity provider', () => {
  let stand: Stand;
  let browser: StartedBrowser;
  let admin: BrowserContext;
  beforeAll(async () => {
    stand = await openStand({ env: { CASTELLAN_OUTBOUND_ALLOW: '127.0.0.0/8' } });
    browser = await chromium.start({ baseURL: stand.product.url });
    admin = browser.context;
    await admin.addCookies(
      stand.owner.person.cookie.split('; ').map((pair) => {
        const [name = '', value = ''] = pair.split('=');
        return { name, value, url: stand.product.url };
      }),
    );
    await stand.product.admin('domain', 'vouch', '--org', 'acme', '--domain', 'provider.example');
  });
  afterAll(async () => {
    await browser.stop();
    await stand.product.remove();
  });

  const choose = async (page: Page, recipe: string, name: string): Promise<void> => {
    await page.goto('/single-sign-on/new');
    await page.getByRole('radio', { name: recipe }).click();
    await page.getByLabel('Name', { exact: true }).fill(name);
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByRole('button', { name: 'I have done that' }).waitFor();
  };
  const shown = (page: Page, label: string): Promise<string> =>
    page.locator(`code[aria-label="${label}"]`).first().innerText();
  /** Presses the button that opens the second tab, signs in there, and waits until the first tab knows. */
  const test = async (page: Page, signIn: (tab: Page) => Promise<void>): Promise<void> => {
    const opened = page.waitForEvent('popup');
    await page.getByRole('button', { name: /^Test (?:the connection|again)$/ }).click();
    const tab = await opened;
    await signIn(tab);
    await tab.getByRole('heading', { name: 'Go back to the first tab' }).waitFor();
    await tab.close();
  };
  const failed = (page: Page): Promise<string[]> =>
    page.locator('ul[aria-label="What was asked of the answer"] li:not([data-passed]) strong').allInnerTexts();
  const goLive = async (page: Page): Promise<void> => {
    await page.getByText('The test passed', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByRole('button', { name: 'Go live' }).click();
    await page.getByText('It is live').waitFor();
  };
  /** Somebody who only knows her address. */
  const arrive = async (email: string, through: string, signIn: (page: Page) => Promise<void>): Promise<string> => {
    const context = await browser.another();
    const page = await context.newPage();
    await page.goto('/auth/login?returnTo=/');
    await page.getByLabel('E-mail').fill(email);
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: `Continue with ${through}` }).click();
    await signIn(page);
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    const { person } = (await (await page.request.get('/api/v1/me')).json()) as { person: { email: string } };
    await context.close();
    return person.email;
  };

  describe.skipIf(withoutSaml)('over SAML, SimpleSAMLphp', () => {
    let provider: SimpleSaml;
    beforeAll(async () => {
      provider = await simpleSaml.start();
    });
    afterAll(() => provider.stop());

    const signIn = async (page: Page, name = 'ada'): Promise<void> => {
      await page.fill('input[name=username]', name);
      await page.fill('input[name=password]', provider.password);
      await page.press('input[name=password]', 'Enter');
    };
    /** What an admin of the provider does with our metadata, which is there before the connection. */
    const trust = async (metadataUrl: string): Promise<void> => {
      const metadata = await (await fetch(metadataUrl)).text();
      const found = (pattern: RegExp): string => pattern.exec(metadata)?.[1] ?? '';
      const entityId = found(/entityID="([^"]+)"/u);
      await provider.trust([
        {
          entityId,
          acs: found(/AssertionConsumerService [^>]*Location="([^"]+)"/u),
          slo: found(/SingleLogoutService [^>]*Location="([^"]+)"/u),
          certificate: found(/use="signing">.*?<ds:X509Certificate>([^<]+)/su),
          encryptionCertificate: null,
        },
      ]);
    };

    it('is told what is wrong with an answer, mends it, goes live, and people come in by their address', async () => {
      const page = await admin.newPage();
      await choose(page, 'Any other, over SAML 2.0', 'Corporate SAML');
      await trust(await shown(page, 'Metadata'));
      await page.getByRole('button', { name: 'I have done that' }).click();
      await page.getByLabel('Metadata address').fill(`${provider.url}saml2/idp/metadata.php`);
      await page.getByText('What things are called in its answer').click();
      await page.getByLabel('E-mail', { exact: true }).fill('electronic-mail');
      await page.getByRole('button', { name: 'Save and go on' }).click();
      await page.getByRole('button', { name: TEST }).waitFor();
      await test(page, signIn);
      await page.getByText('The test did not pass').waitFor();
      expect(await failed(page)).toEqual(['Email missing']);
      await page.getByText('It holds uid, mail, displayName, groups.').first().waitFor();
      expect(await page.getByRole('button', { name: 'Go on' }).isDisabled()).toBe(true);
      await page.getByRole('button', { name: 'Back' }).click();
      await page.getByText('What things are called in its answer').click();
      await page.getByLabel('E-mail', { exact: true }).fill('mail');
      await page.getByRole('button', { name: 'Save and go on' }).click();
      await test(page, () => Promise.resolve());
      await goLive(page);
      await page.close();
      expect(await arrive('bea@provider.example', 'Corporate SAML', (there) => signIn(there, 'bea'))).toBe(
        'bea@provider.example',
      );
    });
  });

  describe('over OpenID Connect, oidc-provider', () => {
    let provider: OpenIdProvider;
    beforeAll(async () => {
      provider = await startOpenIdProvider();
    });
    afterAll(() => provider.stop());

    const proveThere = async (page: Page, login: string): Promise<void> => {
      await page.fill('input[name=login]', login);
      await page.fill('input[name=password]', 'any');
      await page.press('input[name=password]', 'Enter');
    };
    /** As whoever comes for the first time: she agrees to what we are told of her. */
    const signIn = async (page: Page, login = 'ada'): Promise<void> => {
      await proveThere(page, login);
      await page.getByRole('button', { name: 'Continue' }).click();
    };
    const register = async (page: Page, clientId = CLIENT): Promise<void> =>
      provider.register({
        client_id: clientId,
        client_secret: SECRET,
        redirect_uris: [await shown(page, 'Redirect URI')],
        post_logout_redirect_uris: [await shown(page, 'Post-logout redirect URI')],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
      });

    it('is told what is wrong with an answer, mends it, goes live, and people come in by their address', async () => {
      const page = await admin.newPage();
      await choose(page, 'Any other, over OpenID Connect', 'Corporate OIDC');
      await register(page);
      await page.getByRole('button', { name: 'I have done that' }).click();
      await page.getByLabel('Issuer').fill(provider.issuer);
      await page.getByLabel('Client ID').fill(CLIENT);
      await page.getByRole('textbox', { name: 'Client secret' }).fill('not the secret');
      await page.getByRole('button', { name: 'Save and go on' }).click();
      await page.getByRole('button', { name: TEST }).waitFor();
      // It takes requests by its back door (RFC 9126), and refuses there before anybody has to sign in.
      await test(page, () => Promise.resolve());
      await page.getByText('The test did not pass').waitFor();
      expect(await failed(page)).toEqual(['Token endpoint refused']);
      await page.getByText('The provider refused Castellan itself').first().waitFor();
      await page.getByRole('button', { name: 'Back' }).click();
      await page.getByRole('textbox', { name: 'Client secret' }).fill(SECRET);
      await page.getByRole('button', { name: 'Save and go on' }).click();
      await test(page, signIn);
      await goLive(page);
      await page.close();
      expect(await arrive('cyd@provider.example', 'Corporate OIDC', (there) => signIn(there, 'cyd'))).toBe(
        'cyd@provider.example',
      );
    });

    it('sends a link to the identity team, which sets the connection up and tests it without an account here', async () => {
      const { url } = await stand.owner.person.post<{ url: string }>('/api/v1/connection-setup-links', {
        label: 'Identity team, Berlin',
        kind: 'oidc',
      });
      const context = await browser.another();
      const page = await context.newPage();
      await page.goto(url);
      await page.getByText('For Acme, over OpenID Connect.').waitFor();
      await page.getByRole('radio', { name: 'Any other, over OpenID Connect' }).click();
      await page.getByRole('button', { name: 'Go on' }).click();
      await register(page, 'by-link');
      await page.getByRole('button', { name: 'I have done that' }).click();
      await page.getByLabel('Issuer').fill(provider.issuer);
      await page.getByLabel('Client ID').fill('by-link');
      await page.getByRole('textbox', { name: 'Client secret' }).fill(SECRET);
      await page.getByRole('button', { name: 'Save and go on' }).click();
      await test(page, (tab) => signIn(tab, 'fay'));
      await page.getByText('The test passed', { exact: true }).waitFor();
      await page.getByRole('button', { name: 'Go on' }).click();
      await page.getByText('You are done').waitFor();
      expect((await page.request.get('/api/v1/me')).status()).toBe(401);
      await context.close();
    });

    it('has people prove anew in a second tab who they are, and does then what they had asked for', async () => {
      const { person: owner } = stand.owner;
      const { items } = await owner.get<{ items: { id: string; name: string }[] }>('/api/v1/connections');
      const { id = '' } = items.find(({ name }) => name === 'Corporate OIDC') ?? {};
      await owner.ask('PATCH', `/api/v1/connections/${id}`, { defaultRole: 'admin' });
      const context = await browser.another();
      const page = await context.newPage();
      await page.goto(`/sso/oidc/${id}/login`);
      await signIn(page, 'dee');
      await page.getByRole('heading', { name: 'Overview' }).waitFor();
      await page.goto('/members');
      await page.getByRole('button', { name: 'Invite' }).first().click();
      await page.getByRole('dialog').getByLabel('E-mail').fill('eve@elsewhere.example');
      await page.getByRole('button', { name: 'Make the link' }).click();
      // The provider did not say when it asked her: that is no fresh proof.
      await page.getByText('Confirm that it is you').waitFor();
      const secondTab = async (): Promise<Page> => {
        const opened = page.waitForEvent('popup');
        await page.getByRole('button', { name: 'Go to the identity provider' }).click();
        return opened;
      };
      const given = await secondTab();
      await given.getByRole('link', { name: 'Cancel' }).click();
      await given.getByRole('heading', { name: 'That was no fresh proof' }).waitFor();
      await given.close();
      await page.getByText('Your identity provider did not let you in').waitFor();
      await proveThere(await secondTab(), 'dee');
      await page.getByText('Send this link').waitFor();
      await context.close();
    });

    it('lets the page itself go and come back where the browser opens no second tab', async () => {
      const { items } = await stand.owner.person.get<{ items: { id: string; name: string }[] }>('/api/v1/connections');
      const { id = '' } = items.find(({ name }) => name === 'Corporate OIDC') ?? {};
      const context = await browser.another();
      await context.addInitScript('window.open = () => null');
      const page = await context.newPage();
      const invite = async (): Promise<void> => {
        await page.getByRole('button', { name: 'Invite' }).first().click();
        await page.getByRole('dialog').getByLabel('E-mail').fill('gus@elsewhere.example');
        await page.getByRole('button', { name: 'Make the link' }).click();
      };
      await page.goto(`/sso/oidc/${id}/login`);
      await signIn(page, 'eli');
      await page.getByRole('heading', { name: 'Overview' }).waitFor();
      await page.goto('/members');
      await invite();
      await page.getByRole('button', { name: 'Go to the identity provider' }).click();
      await page.getByRole('link', { name: 'Cancel' }).click();
      await page.getByRole('heading', { name: 'That was no fresh proof' }).waitFor();
      await page.goto('/members');
      await invite();
      await page.getByRole('button', { name: 'Go to the identity provider' }).click();
      await proveThere(page, 'eli');
      await page.waitForURL('**/members');
      await invite();
      await page.getByText('Send this link').waitFor();
      await context.close();
    });
  });
});
