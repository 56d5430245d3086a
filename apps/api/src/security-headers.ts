type Headers = Readonly<Record<string, string>>;

/** Content Security Policy level 3. */
const PAGES_POLICY = {
  'default-src': "'none'",
  'script-src': "'self'",
  // The page adds its nonce for the style elements that Mantine and CodeMirror make (console.routes.ts); attributes have none.
  'style-src': "'self'",
  'style-src-attr': "'unsafe-inline'",
  'img-src': "'self' data:",
  'font-src': "'self'",
  'connect-src': "'self'",
  'manifest-src': "'self'",
  'form-action': "'self'",
  'base-uri': "'none'",
  'frame-ancestors': "'none'",
};

const common = (isHttps: boolean): Headers => ({
  ...{ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' },
  ...(isHttps && { 'strict-transport-security': 'max-age=31536000; includeSubDomains' }),
});

/** What every answer bears that a browser may show or take into a page: written once, for they are the same each time. */
export const headersOfPages = (isHttps: boolean): Headers => ({
  'content-security-policy': [
    ...Object.entries(PAGES_POLICY).map(([name, value]) => `${name} ${value}`),
    ...(isHttps ? ['upgrade-insecure-requests'] : []),
  ].join(';'),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  ...common(isHttps),
  'x-dns-prefetch-control': 'off',
  'x-download-options': 'noopen',
  'x-frame-options': 'SAMEORIGIN',
  'x-permitted-cross-domain-policies': 'none',
  'x-xss-protection': '0',
});

/** What programs read and no browser shows. Should one come there all the same, nothing in it runs, and nobody frames it. */
export const headersOfMachines = (isHttps: boolean): Headers => ({
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  ...common(isHttps),
});

export const isForMachines = (url: string): boolean => /^\/(?:scim|agent|otlp)\//.test(url);
