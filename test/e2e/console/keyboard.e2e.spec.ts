import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connections } from '../../../apps/console/dev/federation-fixtures.js';
import { faultsOf, openPage } from '../../harness/browsing.js';
import { type ConsoleInMemory, Keyboard, startConsoleInMemory } from '../../harness/console-in-memory.js';
import { chromium } from '../../peers/chromium.js';
import { missing } from '../../peers/peer.js';

const withoutBrowser = await missing(chromium);

/** Identity, as whoever has no mouse does it: each walk goes by Tab, and looks at every state on the way with axe. */
describe.skipIf(withoutBrowser)('the pages of identity, by keyboard alone', () => {
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

  it('links an account at an identity provider, and takes one away', async () => {
    const { page, opened, keys } = await open('/account');
    await keys.press('button', 'Remove my account at Okta');
    await page.getByRole('dialog').waitFor();
    expect(await faultsOf(opened)).toEqual([]);
    await keys.press('button', 'Remove');
    await page.getByText('Okta no longer signs you in.').waitFor();
    const asked = page.waitForRequest((request) => request.method() === 'POST' && /identities$/u.test(request.url()));
    await keys.press('button', 'Link my account at Entra ID');
    await asked;
    await page.close();
  });

  it('looks after passkeys and sessions, and comes back from a dialog to where it was opened', async () => {
    const { page, opened, keys } = await open('/account');
    // By an address that is a number no browser makes a passkey: the page says so, and offers none.
    expect(await page.getByRole('button', { name: 'Add a passkey' }).isDisabled()).toBe(true);
    await keys.press('button', 'Remove Work laptop');
    await page.getByRole('dialog').waitFor();
    expect(await faultsOf(opened)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.locator('button:focus[aria-label="Remove Work laptop"]').waitFor();
    await keys.press('button', 'Remove Work laptop');
    await keys.press('button', 'Remove');
    await page.getByText('The passkey no longer signs you in.').waitFor();
    await keys.press('button', /^End the session in/);
    await page.getByText('That session is ended.').waitFor();
    await page.close();
  });

  it('ends sessions of members, and says how long they last', async () => {
    const { page, opened, keys } = await open('/members/sessions');
    await keys.press('button', /^End this session of/);
    await page.getByText('That session is ended.').waitFor();
    await keys.press('button', /^End all sessions of/);
    await page.getByText(/sessions of .* ended\.$/).waitFor();
    await keys.press('button', 'How long sessions last');
    await page.getByLabel('A proof is fresh for, minutes').waitFor();
    expect(await faultsOf(opened)).toEqual([]);
    await page.close();
  });

  it('connects a machine by the code that it shows, and says what is wrong with another', async () => {
    const { page, opened, keys } = await open('/device');
    await keys.type('Code', 'aaaaaaaa');
    await page.keyboard.press('Enter');
    await page.getByText('There is no such code.').waitFor();
    expect(await faultsOf(opened)).toEqual([]);
    await keys.type('Code', 'bcdfghjk');
    await page.keyboard.press('Enter');
    await page.getByText('Is this your machine?').waitFor();
    expect(await faultsOf(opened)).toEqual([]);
    await keys.press('button', /^(?:Approve|Connect)/);
    await page.getByText('The machine is connected').waitFor();
    expect(await faultsOf(opened)).toEqual([]);
    await page.close();
  });

  it('sets a connection up by a link, as the identity team of a customer does', async () => {
    const { page, opened, keys } = await open('/connection-setup#token');
    await keys.to('radio', /^Okta/);
    await page.keyboard.press('ArrowDown');
    await keys.press('button', 'Go on');
    await page.getByRole('button', { name: 'I have done that' }).waitFor();
    expect(await faultsOf(opened)).toEqual([]);
    await keys.press('button', 'I have done that');
    await keys.type('Metadata address', 'https://idp.example.com/metadata');
    expect(await faultsOf(opened)).toEqual([]);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Test it' }).waitFor();
    await page.close();
  });

  it('makes such a link', async () => {
    const { page, opened, keys } = await open('/single-sign-on/links');
    await keys.press('button', 'Make a link');
    await keys.type('For', 'Identity team, Oslo');
    expect(await faultsOf(opened)).toEqual([]);
    await page.keyboard.press('Enter');
    await page.getByText('Send this link now').waitFor();
    expect(await faultsOf(opened)).toEqual([]);
    await page.close();
  });

  it('hands the accounts of a domain over to its connection', async () => {
    const { page, opened, keys } = await open('/single-sign-on/domains');
    await page.getByText(/12 of them have not come through it yet/).waitFor();
    await keys.choose(/^Accounts of people who came in through another connection.*acme\.example/, /for a week$/);
    expect(await faultsOf(opened)).toEqual([]);
    await keys.press('button', 'Save how acme.example comes in');
    await page.getByText('Saved for acme.example.').waitFor();
    await page.close();
  });

  it('tries again what a directory was refused', async () => {
    const { page, opened, keys } = await open('/directories/0190f5fe-7c00-7a00-8000-0000000d1000/log');
    await keys.press('button', /^Try again: Added grace@example\.com/);
    await page.getByText('It succeeded this time.').waitFor();
    await keys.press('radio', 'All', 'ArrowRight');
    await page.waitForURL('**outcome=refused');
    expect(await faultsOf(opened)).toEqual([]);
    await page.close();
  });

  it('makes, changes over and revokes the key of a service account', async () => {
    const { page, opened, keys } = await open('/service-accounts');
    await keys.press('button', 'New key for Deploy pipeline');
    await keys.type('Name', 'next');
    expect(await faultsOf(opened)).toEqual([]);
    await keys.press('button', 'Create');
    await page.getByText('Keep this key now').waitFor();
    expect(await faultsOf(opened)).toEqual([]);
    await keys.press('button', 'I have kept it');
    await keys.press('button', /^Rotate .* ending in/);
    await page.getByRole('dialog').waitFor();
    expect(await faultsOf(opened)).toEqual([]);
    await page.keyboard.press('Escape');
    await keys.press('button', /^Revoke .* ending in/);
    await keys.press('button', 'Revoke');
    await page.getByText('The key is good for nothing now.').waitFor();
    await page.close();
  });

  it('makes a rule of trust, with a condition taken out and one put in', async () => {
    const { page, opened, keys } = await open('/service-accounts/trust');
    await keys.press('button', 'New trust rule');
    await page.getByRole('dialog').waitFor();
    expect(await faultsOf(opened)).toEqual([]);
    await keys.type('Name', 'Deploy');
    await keys.choose('Acts as', 'Deploy pipeline');
    await keys.press('button', /^Take condition 1 out$/);
    await keys.press('button', 'Cancel');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.locator('button:focus', { hasText: 'New trust rule' }).waitFor();
    await page.close();
  });

  it('decides on an access review, one question after another', async () => {
    const { page, opened, keys } = await open('/reviews');
    expect(await faultsOf(opened)).toEqual([]);
    await keys.press('button', /^Keep/);
    await page.close();
  });
});
