import { z } from 'zod';
import { type SamlChoices, USUAL_NAMES } from './saml-settings.js';

const LONGEST_METADATA = 512 * 1024;
const name = z.string().trim().min(1).max(500);
const names = z.array(name).max(20);
const pem = z.string().min(1).max(20_000);
const pems = z.array(pem).max(10);

const attributes = z
  .strictObject({
    email: names.default([...USUAL_NAMES.email]),
    name: names.default([...USUAL_NAMES.name]),
    firstName: names.default([...USUAL_NAMES.firstName]),
    lastName: names.default([...USUAL_NAMES.lastName]),
    groups: names.default([...USUAL_NAMES.groups]),
  })
  .prefault({});

/** What an admin decides; each has the value that is right for most. */
const choices = {
  certificates: pems.default([]),
  signRequests: z.boolean().default(true),
  requestBinding: z.enum(['redirect', 'post']).default('redirect'),
  nameIdFormat: name.nullable().default(null),
  authnContext: z
    .strictObject({ classes: z.array(name).min(1).max(10), comparison: z.enum(['exact', 'minimum']).default('exact') })
    .nullable()
    .default(null),
  forceAuthn: z.boolean().default(false),
  encryption: z.enum(['off', 'offered', 'required']).default('offered'),
  cbcAllowed: z.boolean().default(false),
  expiredCertificates: z.enum(['accepted', 'refused']).default('accepted'),
  idpInitiated: z.boolean().default(false),
  clockSkewSeconds: z.int().min(0).max(300).default(60),
  subjectAttribute: name.nullable().default(null),
  attributes,
};

/** What is given for a SAML connection. Members that only we write (`provider`, `source`, `announced`) may come back with it and are not looked at. */
export const samlOrder = z.object({
  ...choices,
  metadata: z.string().min(1).max(LONGEST_METADATA).optional(),
  metadataUrl: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .nullable()
    .optional(),
  metadataSigners: pems.optional(),
});
export type SamlOrder = z.infer<typeof samlOrder>;

export const choicesOf = (order: SamlOrder): SamlChoices => ({
  certificates: order.certificates,
  signRequests: order.signRequests,
  requestBinding: order.requestBinding,
  nameIdFormat: order.nameIdFormat,
  authnContext: order.authnContext,
  forceAuthn: order.forceAuthn,
  encryption: order.encryption,
  cbcAllowed: order.cbcAllowed,
  expiredCertificates: order.expiredCertificates,
  idpInitiated: order.idpInitiated,
  clockSkewSeconds: order.clockSkewSeconds,
  subjectAttribute: order.subjectAttribute,
  attributes: order.attributes,
});
