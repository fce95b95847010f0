import { Suspense, useEffect } from 'react';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { useCaller } from '../api/caller.tsx';
import { Waiting } from '../parts/states.tsx';
import { useTexts } from '../texts/language.tsx';
import { frameEn } from '../texts/en/frame.ts';
import { frameZh } from '../texts/zh/frame.ts';
import { NoRegion, NotAllowed, NotFound, OthersRegion } from './dead-ends.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { Header } from './header.tsx';
import { maySeePage, PAGES, type ConsolePage } from './pages.ts';
import { PlaceProvider, usePlace, useSeenRegion } from './place.tsx';
import { PreparingNotice } from './preparing.tsx';
import { SideMenu } from './side-menu.tsx';

const KEPT = 'dip.region';

/** The first page of the menu that the caller may see. */
function useFirstPage(): ConsolePage | undefined {
  const caller = useCaller();
  const { region } = usePlace();
  return PAGES.find((page) => maySeePage(caller, region, page));
}

/** `/`: the region that was looked at last, or that of the caller. */
function ToFirstRegion() {
  const { regions, home } = useCaller();
  const kept = localStorage.getItem(KEPT);
  const region = regions.find(({ code }) => code === kept) ?? home;
  return region === undefined ? <NoRegion code={undefined} /> : <Redirect to={`/${region.code}`} replace />;
}

function Shown({ page }: { readonly page: ConsolePage }) {
  const caller = useCaller();
  const { region } = usePlace();
  const [location] = useLocation();
  const { Page } = page;
  if (!maySeePage(caller, region, page)) return <NotAllowed />;
  return (
    <ErrorBoundary key={location}>
      <Suspense fallback={<Waiting />}>
        <Page />
      </Suspense>
    </ErrorBoundary>
  );
}

function Pages({ code }: { readonly code: string }) {
  const first = useFirstPage();
  return (
    <Switch>
      {first !== undefined && first.menuPath !== '/' && (
        <Route path="/:region">
          <Redirect to={`/${code}${first.menuPath}`} replace />
        </Route>
      )}
      {PAGES.flatMap((page) =>
        page.paths.map((path) => (
          <Route key={path} path={`/:region${path === '/' ? '' : path}`}>
            <Shown page={page} />
          </Route>
        )),
      )}
      <Route>
        <NotFound />
      </Route>
    </Switch>
  );
}

function InRegion({ code }: { readonly code: string }) {
  const t = useTexts({ zh: frameZh, en: frameEn });
  const region = useSeenRegion(code);
  useEffect(() => {
    if (region !== undefined) localStorage.setItem(KEPT, region.code);
  }, [region]);
  if (region === undefined) return <NoRegion code={code} />;
  return (
    <PlaceProvider region={region}>
      <div className="frame dip-look">
        <a className="skip-link" href="#content">
          {t.toContent}
        </a>
        <Header />
        <SideMenu />
        <main id="content" className="frame-content" tabIndex={-1}>
          <PreparingNotice />
          <OthersRegion />
          <Pages code={code} />
        </main>
      </div>
    </PlaceProvider>
  );
}

/** The frame around every page, by the address. */
export function Frame() {
  return (
    <Switch>
      <Route path="/">
        <ToFirstRegion />
      </Route>
      <Route path="/:region/*?">{({ region }) => <InRegion code={region} />}</Route>
    </Switch>
  );
}
