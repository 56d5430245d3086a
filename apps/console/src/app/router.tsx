import type { ComponentType } from 'react';
import { createBrowserRouter, type RouteObject } from 'react-router';
import { RouteFault } from './route-fault.js';
import { Shell } from './shell.js';

type Lazy = () => Promise<{ Component: ComponentType }>;
const page =
  <M,>(load: () => Promise<M>, pick: (module: M) => ComponentType): Lazy =>
  async () => ({ Component: pick(await load()) });
const at = (path: string, lazy: Lazy): RouteObject => ({ path, lazy });

/** Every address of the console. Pages are loaded when they are entered. */
const pages: RouteObject[] = [
  { index: true, lazy: page(() => import('../features/audit/overview-page.js'), (m) => m.OverviewPage) },
  at('*', page(() => import('./not-found.js'), (m) => m.NotFound)),
];

export const router = createBrowserRouter([
  {
    errorElement: <RouteFault />,
    hydrateFallbackElement: <></>,
    children: [
      { path: '/', element: <Shell />, children: [{ errorElement: <RouteFault inShell />, children: pages }] },
    ],
  },
]);
