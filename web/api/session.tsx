import { createContext, useCallback, useContext, useEffect, useMemo, useState, type PropsWithChildren } from 'react';
import { askWays, changePasswordTo, signInWith, signOut, type Credentials } from './sign-in.ts';
import type { SignInRefusal, SignInWays } from './sign-in-parse.ts';

/**
 * Who calls: a person whose session is in a cookie that no script reads, or a key that somebody entered, kept for this tab only. Nothing else
 * knows how a caller is known.
 */
export interface Session {
  /** What tells callers apart: nothing that was read for one is shown to another. `undefined`: nobody. */
  readonly who: string | undefined;
  /** How often somebody signed in here: whatever was read before is read again. */
  readonly times: number;
  /** The key that goes with requests, where it is one. */
  readonly key: string | undefined;
  /** Who is signed in and how one may sign in; `undefined` until the platform has said so. */
  readonly ways: SignInWays | undefined;
  /** A request was refused since nobody is known: the page stays as it is, and asks again who calls. */
  readonly isLost: boolean;
  readonly enterKey: (key: string) => void;
  readonly signIn: (credentials: Credentials) => Promise<SignInRefusal | undefined>;
  readonly changePassword: (old: string, fresh: string) => Promise<SignInRefusal | undefined>;
  readonly lose: () => void;
  readonly leave: (isEverywhere?: boolean) => void;
}

const KEPT = 'dip.key';
/** Where the identity provider's refusal is told; nobody stays there. */
export const SIGN_IN_PATH = '/sign-in';
const none = (): void => undefined;
const refused = (): Promise<undefined> => Promise.resolve(undefined);
const SessionContext = createContext<Session>({
  ...{ who: undefined, times: 0, key: undefined, ways: undefined, isLost: false },
  ...{ enterKey: none, signIn: refused, changePassword: refused, lose: none, leave: none },
});

interface State {
  readonly key: string | undefined;
  readonly ways: SignInWays | undefined;
  readonly times: number;
  readonly isLost: boolean;
}

function leaveSignInPage(): void {
  if (location.pathname === SIGN_IN_PATH) history.replaceState(null, '', '/');
}

/** Holds the session of this tab. */
export function SessionProvider({ children }: PropsWithChildren) {
  const [state, setState] = useState<State>(() => ({
    ...{ key: sessionStorage.getItem(KEPT) ?? undefined, ways: undefined, times: 0, isLost: false },
  }));
  const learn = useCallback((ways: SignInWays) => {
    setState((before) => ({ ...before, ways, times: before.times + 1, isLost: false }));
  }, []);
  const look = useCallback(async () => learn(await askWays()), [learn]);
  useEffect(() => {
    void askWays().then(learn);
  }, [learn]);
  const enterKey = useCallback((key: string) => {
    sessionStorage.setItem(KEPT, key);
    leaveSignInPage();
    setState((before) => ({ ...before, key, times: before.times + 1, isLost: false }));
  }, []);
  const done = useCallback(
    async (refusal: SignInRefusal | undefined) => {
      if (refusal !== undefined) return refusal;
      sessionStorage.removeItem(KEPT);
      leaveSignInPage();
      setState((before) => ({ ...before, key: undefined }));
      await look();
      return undefined;
    },
    [look],
  );
  const signIn = useCallback(async (credentials: Credentials) => done(await signInWith(credentials)), [done]);
  const changePassword = useCallback(async (old: string, fresh: string) => done(await changePasswordTo(old, fresh)), [done]);
  const lose = useCallback(() => setState((before) => ({ ...before, isLost: true })), []);
  const leave = useCallback(
    (isEverywhere = false) => {
      sessionStorage.removeItem(KEPT);
      setState((before) => ({ ...before, key: undefined, isLost: false }));
      void signOut(isEverywhere).then(look);
    },
    [look],
  );
  const { key, ways, times, isLost } = state;
  const person = key === undefined && ways?.signedIn?.mustChange === false ? ways.signedIn.login : undefined;
  const who = key ?? person;
  const session = useMemo(
    () => ({ who, times, key, ways, isLost, enterKey, signIn, changePassword, lose, leave }),
    [who, times, key, ways, isLost, enterKey, signIn, changePassword, lose, leave],
  );
  return <SessionContext value={session}>{children}</SessionContext>;
}

/** The session of this tab. */
export function useSession(): Session {
  return useContext(SessionContext);
}
