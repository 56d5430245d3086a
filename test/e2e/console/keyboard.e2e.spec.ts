import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connections } from '../../../apps/console/dev/federation-fixtures.js';
import { faultsOf, openPage } from '../../harness/browsing.js';
import { type ConsoleInMemory, Keyboard, startConsoleInMemory } from '../../harness/console-in-memory.js';
import { chromium } from '../../peers/chromium.js';
import { missing } from '../../peers/peer.js';

const withoutBrowser = await missing(chromium);

/** Identity, as whoever has no mouse does it: each walk goes by Tab, and looks at every state on the way with axe. */
describe.skipIf(withoutBrowser).concurrent('the pages of identity, by keyboard alone', () => {
  let memory: ConsoleInMemory;
  beforeAll(async () => {
    memory = await startConsoleInMemory();
  });
  afterAll(() => memory.stop());

  const open = async (path: string) => {
    const opened = await openPage(memory.answering.full, path);
    return { ...opened, opened, keys: new Keyboard(opened.page) };
  };

  it('says all that a SAML connection can do, shows what is wrong where it is wrong, and what the server refused', async () => {
    const { page, opened, keys } = await open(`/single-sign-on/${connections[0]?.id}`);
    await keys.press('button', /^What things are called/);
    await keys.type('First name', 'givenName');
    await keys.press('button', /^How we ask/);
    await keys.press('button', /^What we take for an answer/);
    await page.getByLabel('Clock skew, in seconds').waitFor();
    expect(await faultsOf(opened)).toEqual([]);
    await keys.type('Clock skew, in seconds', '900');
    await keys.press('button', /^What we take for an answer/);
    await page.getByLabel('Clock skew, in seconds').waitFor({ state: 'hidden' });
    const save = async (): Promise<void> => {
      await keys.press('button', /^What things are called/);
      await keys.press('button', /^What things are called/);
      await keys.type('First name', 'givenName');
      await page.keyboard.press('Enter');
    };
    await save();
    // What was folded away opens where it holds what has to be mended.
    await page.getByText('Give whole seconds, from 0 to 300.').waitFor();
    expect(await faultsOf(opened)).toEqual([]);
    await keys.type('Clock skew, in seconds', '120');
    await keys.choose('Encryption of assertions', /^Required/);
    await keys.press('checkbox', 'Take AES-CBC too', 'Space');
    await keys.press('switch', /^Take sign-ins that/, 'Space');
    await keys.choose('Name ID format', 'urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName');
    await keys.press('switch', /^Sign our requests/, 'Space');
    await keys.type('Authentication contexts asked for', 'https://refeds.org/profile/mfa');
    await keys.choose('How a request travels', /HTTP-POST/);
    await save();
    await page.getByText('The provider takes no requests by POST. Choose redirect.', { exact: true }).waitFor();
    expect(await faultsOf(opened)).toEqual([]);
    await keys.choose('How a request travels', /HTTP-Redirect/);
    expect(
      await page.getByText('The provider takes no requests by POST. Choose redirect.', { exact: true }).count(),
    ).toBe(0);
    const saved = page.waitForResponse((answer) => answer.request().method() === 'PATCH');
    await save();
    const { settings } = (await (await saved).json()) as { settings: Record<string, unknown> };
    expect(settings).toMatchObject({
      ...{ clockSkewSeconds: 120, encryption: 'required', cbcAllowed: true, idpInitiated: true, signRequests: false },
      ...{ nameIdFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName', requestBinding: 'redirect' },
      authnContext: { classes: ['https://refeds.org/profile/mfa'], comparison: 'exact' },
      attributes: { firstName: ['givenName'] },
    });
    await page.close();
  });

  it('says what is asked of an OpenID provider, and which claims must hold', async () => {
    const { page, opened, keys } = await open(`/single-sign-on/${connections[1]?.id}`);
    await keys.press('button', /^What is asked, and what must hold/);
    await keys.type('Claims that must hold', 'department');
    await keys.choose('The scope offline_access', /^Never/);
    await keys.press('button', 'Save');
    await keys.to('textbox', 'Claims that must hold', true);
    await page.getByText('Give each line a claim').waitFor();
    expect(await faultsOf(opened)).toEqual([]);
    await keys.type('Claims that must hold', 'department = Engineering');
    await keys.choose('How the client secret is sent', /client_secret_post/);
    const saved = page.waitForResponse((answer) => answer.request().method() === 'PATCH');
    await keys.to('textbox', 'Client id');
    await page.keyboard.press('Enter');
    expect(await (await saved).json()).toMatchObject({
      settings: {
        ...{ authMethod: 'client_secret_post', offlineAccess: 'not_asked' },
        required: [{ claim: 'department', values: ['Engineering'] }],
      },
    });
    await page.close();
  });

  it('lets somebody vouch for a connection that another answers for', async () => {
    const { page, opened, keys } = await open(`/single-sign-on/${connections[0]?.id}`);
    await page.getByText('keeper@acme.example', { exact: true }).waitFor();
    await keys.press('button', 'Vouch for Okta');
    await page.getByRole('dialog').waitFor();
    expect(await faultsOf(opened)).toEqual([]);
    await keys.press('button', 'Vouch for it');
    await page.getByText('You answer for Okta.').waitFor();
    await page.close();
  });

  it('takes the certificate to encrypt for away as a file', async () => {
    const { page, keys } = await open(`/single-sign-on/${connections[0]?.id}`);
    const download = page.waitForEvent('download');
    await keys.press('link', 'Download the certificate of our encryption key');
    expect((await download).suggestedFilename()).toBe('our-encryption-key.pem');
    await page.close();
  });
});
