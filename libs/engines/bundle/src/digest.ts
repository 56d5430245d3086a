import { hash } from 'node:crypto';
import { canonicalJson, type Json } from '#engines/ledger';

/** SHA-256 of the canonical spelling (RFC 8785) of `document`, in hex: what a policy version and the bundles made of it are known by. */
export const digestOf = (document: unknown): string => hash('sha256', canonicalJson(document as Json), 'hex');
