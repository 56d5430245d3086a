import { type PolicyDocument, policyDocument } from '#contracts';
import type { PolicyLayerDocument } from './layer.js';
import { type Exceptions, mergeLayers } from './merge-layers.js';

/**
 * The one policy that org, groups, project and waivers make together. A narrower layer tightens what it likes and loosens what no wider layer
 * has locked; among groups the strictest of those that speak wins; a waiver excepts whom it names, within its bounds and until it expires.
 * The order of layers of one kind does not matter. Rules and waivers that have expired are kept: the decision knows the time.
 * `resolution` says where every part comes from, and what a layer wanted and was not given. Tests are left out: they were asked on publishing.
 * @param layers at least one, each document valid
 * @throws RangeError when they are more than one policy can hold: over 10,000 rules of a section, or 200 layers
 */
export function mergePolicies(layers: readonly PolicyLayerDocument[], exceptions?: Exceptions): PolicyDocument {
  const merged = policyDocument.safeParse(mergeLayers(layers, exceptions));
  if (!merged.success)
    throw new RangeError(`The layers do not make one policy: ${merged.error.issues[0]?.message ?? ''}`);
  return merged.data;
}
