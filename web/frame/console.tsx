import { App, ConfigProvider } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import type { PropsWithChildren } from 'react';
import { callerOf, CallerProvider } from '../api/caller.tsx';
import { ApiProvider } from '../api/client.tsx';
import { useAsk } from '../api/operations.ts';
import { ApiFailure } from '../api/request.ts';
import { SessionProvider, useSession } from '../api/session.tsx';
import { CallerDocument } from '../generated/api/graphql.ts';
import { Loaded } from '../parts/states.tsx';
import { LanguageProvider, useLanguage } from '../texts/language.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { Frame } from './frame.tsx';
import { SignIn, SignInAgain } from './sign-in.tsx';
import { theme } from './theme.ts';

function Look({ children }: PropsWithChildren) {
  const { language } = useLanguage();
  return (
    <ConfigProvider theme={theme} locale={language === 'zh' ? zhCN : enUS} button={{ autoInsertSpace: false }}>
      <App component={false}>{children}</App>
    </ConfigProvider>
  );
}

/** Lets in who is known, and asks all others who they are. */
function Gate() {
  const { key } = useSession();
  const asked = useAsk(CallerDocument, {}, { enabled: key !== undefined });
  const isRefused = asked.error instanceof ApiFailure && asked.error.kind === 'SIGNED_OUT';
  if (key === undefined || (isRefused && asked.data === undefined)) return <SignIn isRefused={isRefused} />;
  return (
    <Loaded asked={isRefused ? { ...asked, error: null } : asked}>
      {(data) => (
        <CallerProvider caller={callerOf(data)}>
          <Frame />
          <SignInAgain />
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
              <Gate />
            </ApiProvider>
          </SessionProvider>
        </ErrorBoundary>
      </Look>
    </LanguageProvider>
  );
}
