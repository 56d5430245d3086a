import { isAbsolute, resolve } from 'node:path';
import { type HookMessage, MalformedMessage } from './adapter.js';
import { isObject } from '../machine/enrolment.js';

/** @throws MalformedMessage when the field is no string */
export function text(message: HookMessage, field: string): string {
  const value = message[field];
  if (typeof value !== 'string') throw new MalformedMessage(`The field "${field}" is missing or not a text.`);
  return value;
}

/** The first of `fields` that is a text with something in it. */
export function optionalText(message: HookMessage, ...fields: readonly string[]): string | undefined {
  return fields
    .map((field) => message[field])
    .find((value): value is string => typeof value === 'string' && value !== '');
}

/** @throws MalformedMessage when the field is no object */
export function object(message: HookMessage, field: string): HookMessage {
  const value = message[field];
  if (!isObject(value)) throw new MalformedMessage(`The field "${field}" is missing or not an object.`);
  return value;
}

/** @throws MalformedMessage when the field is no list of texts */
export function texts(message: HookMessage, field: string): string[] {
  const value = message[field];
  if (!Array.isArray(value) || !value.every((one) => typeof one === 'string')) {
    throw new MalformedMessage(`The field "${field}" is missing or not a list of texts.`);
  }
  return value;
}

/** The agent's working folder. @throws MalformedMessage when it is not an absolute path */
export function workingFolder(message: HookMessage): string {
  const cwd = text(message, 'cwd');
  if (!isAbsolute(cwd)) throw new MalformedMessage('The field "cwd" is not an absolute path.');
  return cwd;
}

/** @throws MalformedMessage when the message speaks of another event than the one that the hook was called for */
export function expectEvent(message: HookMessage, event: string): void {
  if (text(message, 'hook_event_name') !== event) throw new MalformedMessage(`The message is not about ${event}.`);
}

export const pathFrom = (cwd: string, path: string): string => resolve(cwd, path);

const GLOB_SIGNS = /[*?[\]{}!]/;

/** The part of a glob that stands before its first wildcard: what a search under it may read. */
export function fixedPartOf(pattern: string): string {
  const parts = pattern.split('/');
  const wild = parts.findIndex((part) => GLOB_SIGNS.test(part));
  return wild === -1 ? pattern : parts.slice(0, wild).join('/') || (pattern.startsWith('/') ? '/' : '.');
}

/** `mcp__server__tool`, as several agents name the tools of an MCP server; null for other names. */
export function mcpName(tool: string): { server: string; name: string } | null {
  const match = /^mcp__(.+?)__(.+)$/.exec(tool);
  return match?.[1] !== undefined && match[2] !== undefined ? { server: match[1], name: match[2] } : null;
}

const LONGEST_SESSION = 200;

/** The agent's name of the session, from the first of `fields` that has one, in its first 200 characters. */
export const sessionOf = (message: HookMessage, ...fields: readonly string[]): string | undefined =>
  optionalText(message, ...fields)?.slice(0, LONGEST_SESSION);
