import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { styleNonce } from '../../app/nonce.js';

/** The editor in the console's own colours, by its tokens: so it follows the colour scheme by itself. */
const look = EditorView.theme({
  '&': {
    color: 'var(--mantine-color-text)',
    backgroundColor: 'var(--c-surface)',
    fontSize: '0.8125rem',
    height: '100%',
  },
  '.cm-scroller': { fontFamily: 'var(--mantine-font-family-monospace)', lineHeight: '1.65' },
  '.cm-content': { caretColor: 'var(--c-azure-ink)', padding: '10px 0' },
  '&.cm-focused': { outline: 'none' },
  '.cm-cursor': { borderLeftColor: 'var(--c-azure-ink)', borderLeftWidth: '2px' },
  '.cm-gutters': {
    color: 'var(--mantine-color-dimmed)',
    backgroundColor: 'var(--c-sunken)',
    border: 'none',
    borderRight: '1px solid var(--c-line)',
  },
  '.cm-activeLine': { backgroundColor: 'color-mix(in srgb, var(--c-azure-ink) 6%, transparent)' },
  '.cm-activeLineGutter': { backgroundColor: 'color-mix(in srgb, var(--c-azure-ink) 10%, transparent)' },
  '.cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground': {
    backgroundColor: 'color-mix(in srgb, var(--c-azure-ink) 24%, transparent)',
  },
  '.cm-matchingBracket': {
    backgroundColor: 'color-mix(in srgb, var(--c-azure-ink) 20%, transparent)',
    outline: 'none',
  },
  '.cm-tooltip': {
    backgroundColor: 'var(--c-surface)',
    border: '1px solid var(--c-line-strong)',
    borderRadius: '7px',
    overflow: 'hidden',
  },
  '.cm-tooltip-autocomplete > ul > li': { padding: '3px 10px' },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    backgroundColor: 'var(--c-selected)',
    color: 'var(--mantine-color-text)',
  },
  '.cm-completionDetail': { color: 'var(--mantine-color-dimmed)', fontStyle: 'normal' },
  // On a coloured ground the colours of the syntax have too little contrast.
  '.cm-changedText span, .cm-deletedText span': { color: 'var(--mantine-color-text) !important' },
  '.cm-diagnostic': { padding: '6px 10px', fontFamily: 'var(--mantine-font-family)' },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--c-reject)' },
  '.cm-diagnostic-warning': { borderLeftColor: 'var(--c-ask)' },
  '.cm-panels': { backgroundColor: 'var(--c-sunken)', color: 'var(--mantine-color-text)' },
  '.cm-changedLine': { backgroundColor: 'color-mix(in srgb, var(--c-azure-ink) 7%, transparent) !important' },
  '&.cm-merge-a .cm-changedText, .cm-deletedChunk .cm-deletedText': {
    background: 'color-mix(in srgb, var(--c-reject) 16%, transparent) !important',
  },
  '&.cm-merge-b .cm-changedText, .cm-insertedLine .cm-changedText': {
    background: 'color-mix(in srgb, var(--c-allow) 16%, transparent) !important',
  },
  '.cm-collapsedLines': { background: 'var(--c-sunken)', color: 'var(--mantine-color-dimmed)', padding: '4px 12px' },
  '.cm-collapsedLines::before, .cm-collapsedLines::after': { content: 'none !important' },
});

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--c-azure-ink)' },
  { tag: [tags.string, tags.content], color: 'var(--mantine-color-text)' },
  { tag: [tags.number, tags.bool, tags.null, tags.keyword], color: 'var(--c-ask-ink)' },
  { tag: [tags.comment], color: 'var(--mantine-color-dimmed)', fontStyle: 'italic' },
  { tag: [tags.punctuation, tags.separator, tags.bracket], color: 'var(--mantine-color-dimmed)' },
]);

export const codeLook: Extension = [look, syntaxHighlighting(colours), EditorView.cspNonce.of(styleNonce())];
