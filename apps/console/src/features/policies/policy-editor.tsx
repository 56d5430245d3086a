import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import { yaml } from '@codemirror/lang-yaml';
import { bracketMatching, foldGutter, indentOnInput } from '@codemirror/language';
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { Compartment, EditorState, type Text } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { useEffect, useImperativeHandle, useLayoutEffect, useRef, useState } from 'react';
import type { PolicyFormat, PolicyIssue } from '../../api/wire.js';
import { codeLook } from './code-theme.js';
import { policyCompletions } from './policy-completions.js';
import type { JsonSchema } from './schema-completion.js';

export interface PolicyEditorHandle {
  goTo(issue: PolicyIssue): void;
}
interface PolicyEditorProps {
  ref?: React.Ref<PolicyEditorHandle>;
  value: string;
  format: PolicyFormat;
  schema: JsonSchema | undefined;
  issues: readonly PolicyIssue[];
  isReadOnly: boolean;
  onChange: (value: string) => void;
}

/** The policy's text in a real editor: completion from the schema, faults at their lines, search, undo. */
export function PolicyEditor({ ref, value, format, schema, issues, isReadOnly, onChange }: PolicyEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const [language] = useState(() => new Compartment());
  const tell = useRef(onChange);
  useEffect(() => {
    tell.current = onChange;
  });
  // Before the page is painted, with its text: whoever holds the handle may go to a place in it at once.
  useLayoutEffect(() => {
    if (host.current === null) return;
    const told = EditorView.updateListener.of((update) => {
      if (update.docChanged) tell.current(update.state.doc.toString());
    });
    const editor = new EditorView({
      parent: host.current,
      state: EditorState.create({
        extensions: [...basics, language.of([]), told, EditorState.readOnly.of(isReadOnly)],
      }),
    });
    view.current = editor;
    return () => editor.destroy();
  }, [language, isReadOnly]);
  useEffect(() => {
    view.current?.dispatch({
      effects: language.reconfigure([
        format === 'yaml' ? yaml() : json(),
        autocompletion({ override: [policyCompletions(schema, format)], icons: false }),
      ]),
    });
  }, [language, format, schema, isReadOnly]);
  useLayoutEffect(() => {
    const editor = view.current;
    if (editor === null || editor.state.doc.toString() === value) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value, isReadOnly]);
  useEffect(() => {
    const editor = view.current;
    if (editor !== null)
      editor.dispatch(
        setDiagnostics(
          editor.state,
          issues.map((issue) => diagnosticOf(editor.state.doc, issue)),
        ),
      );
  }, [issues, isReadOnly]);
  useImperativeHandle(ref, () => ({ goTo: (issue) => goTo(view.current, issue) }), []);
  return <div ref={host} style={{ height: '100%', overflow: 'hidden' }} />;
}

const basics = [
  lineNumbers(),
  highlightActiveLineGutter(),
  foldGutter(),
  lintGutter(),
  history(),
  drawSelection(),
  indentOnInput(),
  bracketMatching(),
  closeBrackets(),
  highlightActiveLine(),
  highlightSelectionMatches(),
  search({ top: true }),
  EditorView.lineWrapping,
  EditorView.contentAttributes.of({ 'aria-label': 'Policy document', tabindex: '0' }),
  keymap.of([
    ...closeBracketsKeymap,
    ...defaultKeymap,
    ...searchKeymap,
    ...historyKeymap,
    ...completionKeymap,
    ...lintKeymap,
  ]),
  codeLook,
];

function diagnosticOf(doc: Text, issue: PolicyIssue): Diagnostic {
  const from = offsetOf(doc, issue.line, issue.column);
  const to = Math.max(from, offsetOf(doc, issue.endLine, issue.endColumn));
  return {
    from,
    to: to === from ? Math.min(from + 1, doc.length) : to,
    severity: issue.severity,
    message: issue.message,
  };
}

function offsetOf(doc: Text, line: number, column: number): number {
  const { from, to } = doc.line(Math.min(Math.max(line, 1), doc.lines));
  return Math.min(from + Math.max(column - 1, 0), to);
}

function goTo(view: EditorView | null, issue: PolicyIssue): void {
  if (view === null) return;
  const place = offsetOf(view.state.doc, issue.line, issue.column);
  view.dispatch({ selection: { anchor: place }, effects: EditorView.scrollIntoView(place, { y: 'center' }) });
  view.focus();
}
