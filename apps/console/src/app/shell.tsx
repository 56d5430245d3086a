import { Drawer } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { Outlet, useLocation, useNavigate } from 'react-router';
import { asProblem } from '../api/problem.js';
import { PageSkeleton, ProblemView } from '../ui/states.js';
import { DESTINATIONS } from './navigation.js';
import { ElevationBanner } from './elevation-banner.js';
import { OfflineBanner } from './offline-banner.js';
import { OrgGate } from './org-gate.js';
import { Rail } from './rail.js';
import { SessionProvider, useMe } from './session.js';
import classes from './shell.module.css';
import { ShortcutsHelp } from './shortcuts-help.js';
import { useShortcuts } from './shortcuts.js';
import { TopBar } from './top-bar.js';

const Palette = lazy(() => import('./palette.js').then((module) => ({ default: module.Palette })));

const ProofDialog = lazy(() =>
  import('../features/identity/proof-dialog.js').then((module) => ({ default: module.ProofDialog })),
);

/** The frame of every page for a person who is signed in: rail, skip link, palette, shortcuts, banners. */
export function Shell() {
  const me = useMe();
  if (me.isError && asProblem(me.error).status !== 401) {
    return (
      <main className={classes.alone}>
        <ProblemView error={me.error} onRetry={() => void me.refetch()} />
      </main>
    );
  }
  if (me.data === undefined) return <Frame>{null}</Frame>;
  if (me.data.org === null) return <OrgGate me={me.data} />;
  return (
    <SessionProvider session={{ ...me.data, org: me.data.org }}>
      <SignedInFrame key={me.data.org.id} />
    </SessionProvider>
  );
}

function SignedInFrame() {
  const [paletteCalls, setPaletteCalls] = useState(0);
  const [isMenuOpen, menu] = useDisclosure(false);
  const [isHelpOpen, help] = useDisclosure(false);
  const { pathname } = useLocation();
  const openPalette = () => setPaletteCalls((calls) => calls + 1);
  useFocusOnPageChange(pathname);
  useGoTo(help.open);
  usePaletteKey(openPalette);
  return (
    <>
      <a className={classes.skip} href="#content">
        Skip to content
      </a>
      <Frame
        banner={<ElevationBanner />}
        rail={<Rail onSearch={openPalette} onHelp={help.open} />}
        top={<TopBar onMenu={menu.open} onSearch={openPalette} />}
      >
        <Suspense fallback={<PageSkeleton />}>
          <Outlet />
        </Suspense>
      </Frame>
      <Drawer.Root opened={isMenuOpen} onClose={menu.close} size={264} keepMounted={false}>
        <Drawer.Overlay />
        <Drawer.Content aria-label="Navigation" className={classes.drawer ?? ''}>
          <Rail onSearch={openPalette} onHelp={help.open} onNavigate={menu.close} />
        </Drawer.Content>
      </Drawer.Root>
      <Suspense fallback={null}>
        <ProofDialog />
      </Suspense>
      <ShortcutsHelp opened={isHelpOpen} onClose={help.close} />
      {paletteCalls > 0 && (
        <Suspense fallback={null}>
          <Palette calls={paletteCalls} onHelp={help.open} />
        </Suspense>
      )}
    </>
  );
}

interface FrameProps {
  rail?: React.ReactNode;
  top?: React.ReactNode;
  banner?: React.ReactNode;
  children: React.ReactNode;
}

function Frame({ rail, top, banner, children }: FrameProps) {
  return (
    <div className={classes.frame}>
      <aside className={classes.rail} aria-label="Navigation and account">
        {rail}
      </aside>
      <div className={classes.column}>
        {top}
        <OfflineBanner />
        {banner}
        <main id="content" tabIndex={-1} className={classes.main}>
          {children ?? <PageSkeleton />}
        </main>
      </div>
    </div>
  );
}

/** Focus follows the page: a screen reader starts at the new heading, not at the link that was left. */
function useFocusOnPageChange(pathname: string): void {
  const former = useRef(pathname);
  useEffect(() => {
    if (former.current === pathname) return;
    former.current = pathname;
    window.scrollTo(0, 0);
    const target = document.querySelector<HTMLElement>('#content h1') ?? document.getElementById('content');
    target?.focus({ preventScroll: true });
  }, [pathname]);
}

function useGoTo(openHelp: () => void): void {
  const navigate = useNavigate();
  const goTo = DESTINATIONS.flatMap(({ key, to }) =>
    key === undefined ? [] : [[`g ${key}`, () => void navigate(to)] as const],
  );
  useShortcuts({
    ...Object.fromEntries(goTo),
    '?': openHelp,
    '/': () => document.querySelector<HTMLInputElement>('[data-page-search]')?.focus(),
  });
}

function usePaletteKey(open: () => void): void {
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      if (!(event.metaKey || event.ctrlKey) || event.shiftKey || event.altKey || event.key.toLowerCase() !== 'k')
        return;
      event.preventDefault();
      open();
    };
    window.addEventListener('keydown', hear);
    return () => window.removeEventListener('keydown', hear);
  });
}
