const daysFrom = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();
const id = (number: number): string => `019ab3f2-0000-7000-8000-0000000c${String(number).padStart(4, '0')}`;
const CERTIFICATE = '-----BEGIN CERTIFICATE-----\nMIIBAA==\n-----END CERTIFICATE-----\n';
const X509 = 'urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName';
const host = 'https://castellan.acme.example';

export const connections = [
  {
    id: id(1),
    kind: 'saml' as const,
    name: 'Okta',
    status: 'live',
    settings: {
      source: {
        url: 'https://acme.okta.com/app/exk1/sso/saml/metadata',
        signers: [],
        readAt: daysFrom(-0.1),
        problem: null,
      },
      attributes: { email: ['email', 'mail'], name: ['name'], groups: ['groups'] },
      certificates: [],
    },
    facts: {
      entityId: 'http://www.okta.com/exk1',
      certificates: [
        {
          subject: 'CN=acme, O=Okta',
          fingerprint: '9f3c2b1a7d6e5f40918273645566778899aabbccddeeff00112233445566aa01',
          notAfter: daysFrom(12),
          daysLeft: 12,
          warning: 30,
        },
      ],
      warnings: [],
      expiredCertificates: 'accepted',
      nameIdFormats: [X509],
      ownKeys: {
        signing: {
          pem: CERTIFICATE,
          fingerprint: 'a1b2c3d4e5f60718293a4b5c6d7e8f90',
          notAfter: daysFrom(3_500),
          daysLeft: 3_500,
          warning: null,
        },
        encryption: {
          pem: CERTIFICATE,
          fingerprint: '0f1e2d3c4b5a69788796a5b4c3d2e1f0',
          notAfter: daysFrom(3_500),
          daysLeft: 3_500,
          warning: null,
        },
        next: {
          signing: {
            pem: CERTIFICATE,
            fingerprint: 'ffeeddccbbaa99887766554433221100',
            notAfter: daysFrom(3_650),
            daysLeft: 3_650,
            warning: null,
          },
          encryption: {
            pem: CERTIFICATE,
            fingerprint: '00112233445566778899aabbccddeeff',
            notAfter: daysFrom(3_650),
            daysLeft: 3_650,
            warning: null,
          },
          countsAt: daysFrom(9),
        },
        formerUntil: null,
      },
    },
    urls: {
      metadata: `${host}/sso/saml/${id(1)}/metadata`,
      acs: `${host}/sso/saml/${id(1)}/acs`,
      login: `${host}/sso/saml/${id(1)}/login`,
      slo: `${host}/sso/saml/${id(1)}/slo`,
      entityId: `${host}/sso/saml/${id(1)}/metadata`,
    },
    defaultRole: null,
    jit: true,
    voucher: { by: 'keeper@acme.example', isOwner: false },
    createdAt: daysFrom(-90),
    updatedAt: daysFrom(-40),
    testedAt: daysFrom(-40),
    lastUsedAt: daysFrom(-0.01),
    pending: {
      settings: {
        source: { url: 'https://acme.okta.com/app/exk1/sso/saml/metadata', signers: [] },
        attributes: { email: ['mail', 'email'], name: ['name'], groups: ['groups'] },
        certificates: [],
      },
      facts: { entityId: 'http://www.okta.com/exk1', nameIdFormats: [X509], certificates: [], warnings: [] },
      changes: [{ member: 'attributes.email', before: 'email, mail', after: 'mail, email' }],
      secretsChange: false,
      proposedAt: daysFrom(-0.2),
      proposedBy: 'grace@acme.example',
      testedAt: null,
    },
  },
  {
    id: id(2),
    kind: 'oidc' as const,
    name: 'Contractors (Keycloak)',
    status: 'draft',
    settings: {
      recipe: 'keycloak',
      issuer: 'https://sso.contractors.example/realms/acme',
      clientId: 'castellan',
      authMethod: 'client_secret_basic',
      mapping: { email: 'email', name: 'name', groups: 'groups' },
      required: [],
    },
    facts: { reachable: true, problem: null },
    urls: { login: `${host}/sso/oidc/${id(2)}/login`, callback: `${host}/sso/oidc/${id(2)}/callback` },
    defaultRole: 'developer',
    jit: false,
    voucher: { by: null, isOwner: true },
    createdAt: daysFrom(-2),
    updatedAt: daysFrom(-2),
    testedAt: null,
    lastUsedAt: null,
    pending: null,
  },
];

export const connectionTest = (state: 'running' | 'passed' | 'failed', checks = checksOf(state)) => ({
  id: id(state === 'failed' ? 31 : 32),
  state,
  startedBy: 'ada@acme.example',
  startedAt: daysFrom(state === 'failed' ? -39.9 : -40),
  finishedAt: daysFrom(-39.9),
  problem: state === 'failed' ? 'The answer is for another service than this one.' : null,
  checks,
  evidence:
    state === 'running'
      ? null
      : {
          issuer: 'http://www.okta.com/exk1',
          nameId: { value: '00u1ab2c3', format: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent' },
          attributes: { email: ['ada@acme.example'], name: ['Ada Lovelace'], groups: ['Everyone', 'Security'] },
        },
});

function checksOf(state: string) {
  return [
    {
      name: 'signature_verified',
      passed: true,
      detail: 'Signed with RSA-SHA256 by the certificate that ends in …aa01.',
    },
    {
      name: 'audience_matched',
      passed: state !== 'failed',
      detail:
        state === 'failed'
          ? 'The audience is “castellan”. Enter the entity ID of this connection as the audience at the identity provider.'
          : 'The audience is this connection.',
    },
    { name: 'recipient_matched', passed: true, detail: 'The answer was sent to the address of this connection.' },
    { name: 'email_found', passed: true, detail: 'ada@acme.example, from the attribute “email”.' },
  ];
}

export const domains = [
  {
    id: id(11),
    name: 'acme.example',
    state: 'verified',
    record: { name: '_castellan-challenge.acme.example', value: 'castellan-domain=7Jw2kq0ZtXb1' },
    verifiedBy: 'dns',
    verifiedAt: daysFrom(-80),
    checkedAt: daysFrom(-0.2),
    missingSince: null,
    createdAt: daysFrom(-81),
    connectionId: connections[0]?.id ?? null,
    ssoRequired: true,
    takesOverUntil: daysFrom(21),
    awaited: 12,
  },
  {
    id: id(12),
    name: 'acme-labs.example',
    state: 'waiting',
    record: { name: '_castellan-challenge.acme-labs.example', value: 'castellan-domain=Qm4vYc8LrN0d' },
    verifiedBy: null,
    verifiedAt: null,
    checkedAt: daysFrom(-0.02),
    missingSince: null,
    createdAt: daysFrom(-1),
    connectionId: null,
    ssoRequired: false,
    takesOverUntil: null,
    awaited: null,
  },
];

export const policy = (isReady: boolean) => ({
  ssoRequired: false,
  defaultRole: 'developer',
  breakGlassOwners: isReady
    ? [
        {
          person: { id: id(21), email: 'root@acme.example', name: 'Rosa Quint' },
          givenBy: 'ada@acme.example',
          givenAt: daysFrom(-30),
        },
      ]
    : [],
  ready: { liveConnection: isReady, verifiedDomain: isReady, breakGlassOwner: isReady },
});

export const links = (['good', 'expired', 'revoked'] as const).map((state, place) => ({
  id: id(40 + place),
  label: ['Identity team, Berlin', 'Contractors’ IT', 'Wrong address'][place],
  kind: place === 1 ? ('oidc' as const) : ('saml' as const),
  connectionId: null,
  state,
  madeBy: 'ada@acme.example',
  createdAt: daysFrom(-1 - place),
  expiresAt: daysFrom(2 - place * 3),
  lastUsedAt: place === 0 ? daysFrom(-0.1) : null,
}));

export const identities = [
  {
    connection: { id: id(1), name: 'Okta', kind: 'saml' },
    identity: { email: 'ada@acme.example', linkedBy: 'self', linkedAt: daysFrom(-40), lastUsedAt: daysFrom(-0.1) },
  },
  { connection: { id: id(3), name: 'Entra ID', kind: 'saml' }, identity: null },
];
