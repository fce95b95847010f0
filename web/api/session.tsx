import { createContext, useCallback, useContext, useMemo, useState, type PropsWithChildren } from 'react';

/**
 * Who calls, as far as the browser knows: for now a key that somebody entered, kept for this tab only. Signing in with a name and a cookie
 * takes the place of what stands in this file; nothing else knows how a caller is known.
 */
export interface Session {
  /** The key that goes with requests. */
  readonly key: string | undefined;
  /** A request was refused since nobody is known: the page stays as it is, and asks again who calls. */
  readonly isLost: boolean;
  readonly enter: (key: string) => void;
  readonly lose: () => void;
  readonly leave: () => void;
}

const KEPT = 'dip.key';
const none = (): void => undefined;
const SessionContext = createContext<Session>({ key: undefined, isLost: false, enter: none, lose: none, leave: none });

/** Holds the session of this tab. */
export function SessionProvider({ children }: PropsWithChildren) {
  const [key, setKey] = useState<string | undefined>(() => sessionStorage.getItem(KEPT) ?? undefined);
  const [isLost, setLost] = useState(false);
  const enter = useCallback((entered: string) => {
    sessionStorage.setItem(KEPT, entered);
    setKey(entered);
    setLost(false);
  }, []);
  const lose = useCallback(() => setLost(true), []);
  const leave = useCallback(() => {
    sessionStorage.removeItem(KEPT);
    setKey(undefined);
    setLost(false);
  }, []);
  const session = useMemo(() => ({ key, isLost, enter, lose, leave }), [key, isLost, enter, lose, leave]);
  return <SessionContext value={session}>{children}</SessionContext>;
}

/** The session of this tab. */
export function useSession(): Session {
  return useContext(SessionContext);
}
