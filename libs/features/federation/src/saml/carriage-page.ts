import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import { escapeAttribute, escapeText } from '#engines/saml';
import type { Carriage } from './saml-sign-in.service.js';

const SCRIPT = 'document.forms[0].submit()';
const HASH = createHash('sha256').update(SCRIPT).digest('base64');
/** No form-action: browsers hold it against the redirects of the provider too, whose places nobody knows. */
const POLICY = `default-src 'none'; script-src 'sha256-${HASH}'; base-uri 'none'; frame-ancestors 'none'`;

/** Sends the browser on: by its address, or by a form that posts itself (SAML bindings 3.5.4), with a button where scripts do not run. */
export function sendOn(reply: FastifyReply, carriage: Carriage): void {
  void reply.header('cache-control', 'no-store');
  if (carriage.kind === 'address') {
    void reply.status(303).header('location', carriage.location).send();
    return;
  }
  void reply
    .status(200)
    .header('content-security-policy', POLICY)
    .header('content-type', 'text/html; charset=utf-8')
    .send(formPage(carriage));
}

function formPage({ location, fields }: Extract<Carriage, { kind: 'form' }>): string {
  const inputs = Object.entries(fields).map(
    ([name, value]) => `<input type="hidden" name="${escapeAttribute(name)}" value="${escapeAttribute(value)}">`,
  );
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Going on to sign in</title><body><form method="post" action="${escapeAttribute(location)}">${inputs.join('')}<p>Going on to ${escapeText(new URL(location).host)}.</p><button type="submit">Go on</button></form><script>${SCRIPT}</script></body></html>`;
}
