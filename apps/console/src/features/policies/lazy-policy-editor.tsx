import { Skeleton } from '@mantine/core';
import { type ComponentProps, lazy, Suspense } from 'react';
import type { PolicyEditor } from './policy-editor.js';

const Editor = lazy(() => import('./policy-editor.js').then((module) => ({ default: module.PolicyEditor })));

/** The editor, which is fetched when a page first needs it. */
export const LazyPolicyEditor = (props: ComponentProps<typeof PolicyEditor>) => (
  <Suspense fallback={<Skeleton height="100%" radius={0} role="status" aria-label="Loading the editor" />}>
    <Editor {...props} />
  </Suspense>
);
