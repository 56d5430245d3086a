export { AuditHttpModule, AuditModule } from './audit.module.js';
export type { AuditEntry, EntryPage, EntrySearch } from './entries/audit-entry.js';
export { EntryReader } from './entries/entry.reader.js';
export { EntryService } from './entries/entry.service.js';
export { ExportService } from './exports/export.service.js';
export { zipOf } from './exports/zip.js';
export { SessionService } from './sessions/session.service.js';
export { VerificationService } from './verification/verification.service.js';
