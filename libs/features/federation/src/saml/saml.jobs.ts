import { z } from 'zod';
import { defineJob } from '#platform/jobs';

/** Comes every hour; reads metadata anew where it has an address. */
export const refreshSamlMetadata = defineJob({ name: 'saml.refresh-metadata', payload: z.object({}), lane: 'slow' });

/** Comes every day; says in the ledgers which certificates end soon. */
export const announceSamlCertificates = defineJob({ name: 'saml.announce-certificates', payload: z.object({}) });

/** Comes every day; publishes our next keys in time, and lets them count when they are due. */
export const rotateSamlKeys = defineJob({ name: 'saml.rotate-keys', payload: z.object({}), lane: 'slow' });
