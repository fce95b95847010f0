import { lazy, Suspense, useEffect } from 'react';
import { useSession } from '../api/session.tsx';

const SignInForm = lazy(async () => ({ default: (await import('./sign-in.tsx')).SignIn }));
const FirstPasswordForm = lazy(async () => ({ default: (await import('./sign-in.tsx')).FirstPassword }));
const OwnSignInForm = lazy(async () => ({ default: (await import('./sign-in.tsx')).OwnSignIn }));
const AgainForm = lazy(async () => ({ default: (await import('./sign-in.tsx')).SignInAgain }));

/** The page where somebody says who he is: loaded by who is not signed in. */
export function LaterSignIn(props: { readonly isKeyRefused: boolean }) {
  return (
    <Suspense fallback={null}>
      <SignInForm {...props} />
    </Suspense>
  );
}

/** A first password has to be changed. */
export function LaterFirstPassword() {
  return (
    <Suspense fallback={null}>
      <FirstPasswordForm />
    </Suspense>
  );
}

/** What somebody does about his own sign-in, once he asks for it. */
export function LaterOwnSignIn({ isOpen, close }: { readonly isOpen: boolean; readonly close: () => void }) {
  return <Suspense fallback={null}>{isOpen && <OwnSignInForm isOpen close={close} />}</Suspense>;
}

/** Asks again who calls, above a page that stays as it is. Its form is fetched once the page is seen: when the session ends, the server may hold another version. */
export function LaterSignInAgain() {
  const { isLost } = useSession();
  useEffect(() => {
    import('./sign-in.tsx').catch(() => undefined); // it is asked for again when it is needed
  }, []);
  return <Suspense fallback={null}>{isLost && <AgainForm />}</Suspense>;
}
