import { useQueryClient } from '@tanstack/react-query';
import { App, ConfigProvider } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import { useEffect, useRef, type PropsWithChildren } from 'react';
import { callerOf, CallerProvider } from '../api/caller.tsx';
import { ApiProvider } from '../api/client.tsx';
import { useAsk } from '../api/operations.ts';
import { ApiFailure } from '../api/request.ts';
import { SessionProvider, useSession } from '../api/session.tsx';
import { CallerDocument } from '../generated/api/graphql.ts';
import { KeptProvider } from '../parts/kept.tsx';
import { Loaded } from '../parts/states.tsx';
import { LanguageProvider, useLanguage } from '../texts/language.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { Frame } from './frame.tsx';
import { LaterFirstPassword, LaterSignIn, LaterSignInAgain } from './sign-in-later.tsx';
import { useStillness } from './stillness.ts';
import { theme } from './theme.ts';

function Look({ children }: PropsWithChildren) {
  const { language } = useLanguage();
  const isStill = useStillness();
  return (
    <ConfigProvider
      theme={isStill ? { ...theme, token: { ...theme.token, motion: false } } : theme}
      locale={language === 'zh' ? zhCN : enUS}
      button={{ autoInsertSpace: false }}
    >
      <App component={false}>{children}</App>
    </ConfigProvider>
  );
}

const EVERY_MS = 2_000;

/** While the sample city is being made, who calls is asked again and again: regions come; everything is read again once it is there. */
function useWhilePrepared(isPreparing: boolean): void {
  const client = useQueryClient();
  const wasPreparing = useRef(false);
  useAsk(CallerDocument, {}, { enabled: isPreparing, ...(isPreparing ? { everyMs: EVERY_MS } : {}) });
  useEffect(() => {
    if (wasPreparing.current && !isPreparing) void client.invalidateQueries();
    wasPreparing.current = isPreparing;
  }, [isPreparing, client]);
}

/** Lets in who is known, and asks all others who they are. */
function Gate() {
  const { who, key, ways } = useSession();
  const asked = useAsk(CallerDocument, {}, { enabled: who !== undefined });
  useWhilePrepared(who !== undefined && asked.data?.preparation !== undefined && asked.data.preparation !== null);
  const isRefused = asked.error instanceof ApiFailure && asked.error.kind === 'SIGNED_OUT';
  if (key === undefined && ways === undefined) return null; // for as long as the platform takes to say who is signed in
  if (key === undefined && ways?.signedIn?.mustChange === true) return <LaterFirstPassword />;
  if (who === undefined || (isRefused && asked.data === undefined)) return <LaterSignIn isKeyRefused={isRefused && key !== undefined} />;
  return (
    <Loaded asked={isRefused ? { ...asked, error: null } : asked}>
      {(data) => (
        <CallerProvider caller={callerOf(data)}>
          <Frame />
          <LaterSignInAgain />
        </CallerProvider>
      )}
    </Loaded>
  );
}

/** The whole console. */
export function Console() {
  return (
    <LanguageProvider>
      <Look>
        <ErrorBoundary>
          <SessionProvider>
            <ApiProvider>
              <KeptProvider>
                <Gate />
              </KeptProvider>
            </ApiProvider>
          </SessionProvider>
        </ErrorBoundary>
      </Look>
    </LanguageProvider>
  );
}
