import type { KeyObject } from 'node:crypto';
import type { JsonObject } from '../../libs/features/federation/src/connections/connection.js';
import { encryptedAssertion } from '../fixtures/saml/encrypt.js';
import {
  assertionXml,
  freshIds,
  responseXml,
  signedResponse,
  type SigningPair,
  signXml,
  type Words,
} from '../fixtures/saml/idp.js';

/** What a forger has: an honest answer to this sign-in that he may alter, his own key, and all that is public. */
export interface Workshop {
  readonly words: Words;
  readonly idp: SigningPair;
  readonly stranger: SigningPair;
  /** Another provider that the org trusts, by another connection. */
  readonly otherIdp: SigningPair;
  /** To which assertions are encrypted. */
  readonly ours: KeyObject;
}

export interface Forgery {
  readonly name: string;
  readonly reason: string;
  /** What an honest provider would send in this place; it must be let in. */
  readonly honest: (shop: Workshop) => string;
  readonly forged: (shop: Workshop, honest: string) => string;
  /** Of the connection; the usual one by default. */
  readonly settings?: JsonObject;
}

export const EVIL = 'eve@evil.example';
export const b64 = (text: string): string => Buffer.from(text).toString('base64');

export const byAssertion = ({ words, idp }: Workshop): string => signedResponse(words, idp, 'assertion');
export const byResponse = ({ words, idp }: Workshop): string => signedResponse(words, idp, 'response');
export const byBoth = ({ words, idp }: Workshop): string => signedResponse(words, idp, 'both');
export const sealed = ({ words, idp, ours }: Workshop): string => {
  const { response, assertion } = freshIds();
  return responseXml(
    words,
    response,
    encryptedAssertion(signXml(assertionXml(words, assertion), assertion, idp.key), ours),
  );
};

/** The honest provider, saying something else. */
export const saying =
  (over: Partial<Words> | ((words: Words) => Partial<Words>)) =>
  ({ words, idp }: Workshop): string =>
    signedResponse({ ...words, ...(typeof over === 'function' ? over(words) : over) }, idp, 'assertion');

/** The honest provider, signing what was altered before. */
export const signing =
  (alter: (assertion: string, words: Words) => string, alterResponse: (response: string) => string = (xml) => xml) =>
  ({ words, idp }: Workshop): string => {
    const assertion = signXml(alter(assertionXml(words, '_a'), words), '_a', idp.key);
    return alterResponse(responseXml(words, '_r', assertion));
  };

export const parts = (xml: string) => ({
  assertion: /<saml:Assertion[\s\S]*<\/saml:Assertion>/u.exec(xml)![0],
  signature: /<ds:Signature [\s\S]*?<\/ds:Signature>/u.exec(xml)![0],
});
export const evilAssertion = ({ words }: Workshop, id = '_evil'): string =>
  assertionXml({ ...words, nameId: EVIL }, id);
export const inSignature = (signature: string, inside: string): string =>
  signature.replace('</ds:Signature>', `<ds:Object>${inside}</ds:Object></ds:Signature>`);
export const minutesAgo =
  (minutes: number) =>
  (words: Words): Partial<Words> => ({ now: new Date(words.now.getTime() - minutes * 60_000) });

export const forgery = (
  name: string,
  reason: string,
  forged: Forgery['forged'],
  { honest = byAssertion, settings }: { honest?: Forgery['honest']; settings?: JsonObject } = {},
): Forgery => ({ name, reason, honest, forged, ...(settings && { settings }) });
