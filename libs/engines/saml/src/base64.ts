import { demand } from './refusal.js';

/**
 * The bytes of an `xs:base64Binary`. Only the one spelling of them is taken: bits that a lenient reader drops are a second message.
 * @throws SamlRefusal encoding_invalid
 */
export function base64Bytes(text: string): Buffer {
  const dense = text.replace(/[ \t\r\n]+/gu, '');
  const bytes = Buffer.from(dense, 'base64');
  const isCanonical = dense !== '' && bytes.toString('base64') === dense;
  demand(isCanonical, 'encoding_invalid', 'A value that must be base64 is not.');
  return bytes;
}
