import { join } from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultsOf, openPage } from '../harness/browsing.js';
import { Keyboard } from '../harness/console-in-memory.js';
import { asOwner } from '../harness/postgres.js';
import { Program } from '../harness/program.js';
import { type OpenStand, openStand } from '../harness/stand.js';
import { chromium, type StartedBrowser } from '../peers/chromium.js';
import { freePort, missing } from '../peers/peer.js';

const withoutBrowser = await missing(chromium);

/** Browsers make passkeys for names alone: here the product is called by one, and the browser has an authenticator that is there and willing. */
describe.skipIf(withoutBrowser)('a person with a passkey, by keyboard alone', () => {
  let stand: OpenStand;
  let browser: StartedBrowser;
  let program: Program;
  let context: BrowserContext;
  let url: string;
  beforeAll(async () => {
    const port = await freePort();
    url = `http://localhost:${port}`;
    stand = await openStand({ port, env: { CASTELLAN_PUBLIC_URL: url } });
    program = await Program.unpack();
    browser = await chromium.start({ baseURL: url });
    ({ context } = browser);
    await context.addCookies(
      stand.owner.person.cookie.split('; ').map((pair) => {
        const [name = '', value = ''] = pair.split('=');
        return { name, value, url };
      }),
    );
  });
  afterAll(async () => {
    await browser.stop();
    await program.remove();
    await stand.product.remove();
  });

  it('makes it, signs in by it, proves by it who takes evidence out, which verifies, and removes it', async () => {
    const opened = await openPage(context, '/account');
    const { page } = opened;
    const keys = new Keyboard(page);
    const device = await context.newCDPSession(page);
    await device.send('WebAuthn.enable');
    await device.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true },
        ...{ isUserVerified: true, automaticPresenceSimulation: true },
      },
    });
    await page.getByText('No passkey yet').waitFor();
    await keys.press('button', 'Add a passkey');
    await page.getByRole('dialog').waitFor();
    expect(await faultsOf(opened)).toEqual([]);
    await page.keyboard.type('Key ring');
    await page.keyboard.press('Enter');
    await page.getByText('The passkey is ready.').waitFor();
    await page.getByRole('cell', { name: 'Key ring', exact: true }).waitFor();
    // Where it was opened is where one is again.
    await page.locator('button:focus', { hasText: 'Add a passkey' }).waitFor();

    await context.clearCookies();
    // As from a bookmark: no sign-in is under way, which is nobody's fault.
    await page.goto('/login');
    await keys.to('link', 'Begin a new sign-in');
    expect(await page.getByRole('alert').count()).toBe(0);
    await page.keyboard.press('Enter');
    await keys.press('button', 'Sign in with a passkey');
    await page.getByRole('heading', { name: 'Overview' }).waitFor();

    // Two hours pass for this browser; a policy that is saved has every process look anew at who is there.
    await asOwner(
      stand.databaseUrl,
      `update console_sessions set authenticated_at = authenticated_at - interval '2 hours'
       where id = (select id from console_sessions order by created_at desc limit 1)`,
    );
    const policy = { idleMinutes: 480, absoluteMinutes: 1440, proofMinutes: 10, freshForPublish: true };
    expect((await stand.owner.person.ask('PUT', '/api/v1/session-policy', policy)).status).toBe(204);
    await page.goto('/audit');
    await keys.press('button', 'Export');
    await page.getByRole('dialog', { name: 'Export evidence' }).waitFor();
    expect(await faultsOf(opened)).toEqual([]);
    await keys.press('button', 'Export');
    const proof = page.getByRole('dialog', { name: 'Confirm that it is you' });
    await proof.getByRole('button', { name: 'Use a passkey' }).waitFor();
    expect(await faultsOf(opened)).toEqual([]);
    // The proof is closed unproved first: then nothing is taken out, and it is said why.
    await page.keyboard.press('Escape');
    await proof.waitFor({ state: 'hidden' });
    await page.getByRole('alert').waitFor();
    await keys.press('button', 'Export');
    await page.locator('button:focus', { hasText: 'Use a passkey' }).waitFor();
    const taken = page.waitForEvent('download');
    await page.keyboard.press('Enter');
    const file = join(program.home, 'evidence.zip');
    await (await taken).saveAs(file);
    await page.getByText('The export is in your downloads.').waitFor();
    expect(await program.run(['verify', file])).toMatchObject({ code: 0 });

    await page.goto('/account');
    await keys.press('button', 'Remove Key ring');
    await page.getByRole('dialog').waitFor();
    await keys.press('button', 'Remove');
    await page.getByText('No passkey yet').waitFor();
    expect(opened.complaints).toEqual([]);
    await page.close();
  });
});
