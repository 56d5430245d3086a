import { json } from '@codemirror/lang-json';
import { yaml } from '@codemirror/lang-yaml';
import { MergeView, unifiedMergeView } from '@codemirror/merge';
import { EditorState } from '@codemirror/state';
import { EditorView, lineNumbers } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import type { PolicyFormat } from '../../api/wire.js';
import { codeLook } from './code-theme.js';

const COLLAPSE = { margin: 3, minSize: 6 };

interface TextDiffProps {
  before: string;
  after: string;
  format: PolicyFormat;
  isUnified: boolean;
}

/** Two texts against each other, side by side or in one; what is the same is folded away. */
export function TextDiff({ before, after, format, isUnified }: TextDiffProps) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const parent = host.current;
    if (parent === null) return;
    const language = format === 'yaml' ? yaml() : json();
    const extensions = (label: string) => [
      lineNumbers(),
      language,
      EditorView.lineWrapping,
      EditorState.readOnly.of(true),
      EditorView.editable.of(false),
      EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
      codeLook,
    ];
    const view = isUnified
      ? new EditorView({
          parent,
          doc: after,
          extensions: [
            ...extensions('Changes'),
            unifiedMergeView({ original: before, mergeControls: false, collapseUnchanged: COLLAPSE }),
          ],
        })
      : new MergeView({
          parent,
          a: { doc: before, extensions: extensions('Before') },
          b: { doc: after, extensions: extensions('After') },
          collapseUnchanged: COLLAPSE,
          gutter: true,
        });
    return () => view.destroy();
  }, [before, after, format, isUnified]);
  return <div ref={host} />;
}
