import { z } from 'zod';

const moment = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text))
  .optional();

/** Nothing given: the whole ledger. */
export const exportBody = z.strictObject({ session: z.uuid().optional(), from: moment, to: moment });
export type ExportBody = z.infer<typeof exportBody>;
