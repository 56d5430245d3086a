import { z } from 'zod';
import {
  comparisonView,
  format,
  issueView,
  publishBody,
  text,
  versionSummaryView,
  versionView,
} from '../versions/version.schema.js';
import type { PublishedVersion, RefusedPart } from '../versions/version.js';
import { toVersionView } from '../versions/version.schema.js';
import type { LayerPreview, StandingLayer } from './layer-desk.js';
import { SCOPE_KINDS } from './scope.js';

export const layerParams = z.strictObject({ kind: z.enum(['team', 'group', 'project']), scopeId: z.uuid() });
export type LayerParams = z.infer<typeof layerParams>;

const versionNumber = z.coerce.number().int().min(1).max(2_147_483_647);
export const layerVersionParams = layerParams.extend({ number: versionNumber });
export type LayerVersionParams = z.infer<typeof layerVersionParams>;

export const publishLayerBody = publishBody;
export type PublishLayerBody = z.infer<typeof publishLayerBody>;

export const previewBody = z.strictObject({ text, format });
export type PreviewBody = z.infer<typeof previewBody>;

const namedScope = z.object({ kind: z.enum(SCOPE_KINDS), id: z.string(), name: z.string() });

export const refusedView = z.object({
  what: z.string().describe('A value, such as "defaults.high", or a rule, such as "rules/no-curl"'),
  lockedBy: namedScope,
});

export const publishedLayerView = versionView.extend({
  refused: z.array(refusedView).describe('What the layers above have locked, and this one was not given'),
});
export type PublishedLayerView = z.infer<typeof publishedLayerView>;

export const layerListView = z.object({
  items: z.array(z.object({ scope: namedScope, version: versionSummaryView })),
});
export type LayerListView = z.infer<typeof layerListView>;

export const previewView = z.object({
  issues: z.array(issueView),
  refused: z.array(refusedView),
  changes: comparisonView.shape.changes.describe('Of what holds for its people, by meaning: now, and with this text'),
  before: z.string().describe('What holds for its people now, resolved upon the organisation’s policy alone, as JSON'),
  after: z.string().describe('The same with this text; empty where it has faults'),
});
export type PreviewView = z.infer<typeof previewView>;

const toRefused = ({ what, lockedBy: { kind, id, name } }: RefusedPart) => ({ what, lockedBy: { kind, id, name } });

export const toPublishedView = (published: PublishedVersion): PublishedLayerView => ({
  ...toVersionView(published),
  refused: published.refused.map(toRefused),
});

export const toLayerListView = (layers: readonly StandingLayer[]): LayerListView => ({
  items: layers.map(({ scope: { kind, id, name }, version }) => ({
    scope: { kind, id, name },
    version: {
      version: version.number,
      reason: version.reason,
      author: { id: version.author.id, label: version.author.label },
      publishedAt: version.publishedAt.toISOString(),
      digest: version.digest,
      rollbackOf: version.rollbackOf,
    },
  })),
});

export const toPreviewView = ({ issues, refused, changes, before, after }: LayerPreview): PreviewView => ({
  issues: issues.map((issue) => ({ ...issue })),
  refused: refused.map(toRefused),
  changes: changes.map((change) => ({ ...change })),
  before,
  after,
});
