import { createContext, useContext, useEffect, useState, type PropsWithChildren } from 'react';

/** What pages keep for as long as the tab lives, by a key of their own that names the caller too. */
type Kept = Map<string, unknown>;

/** Something kept that may hold what was typed and not saved: before the tab leaves it, the browser asks. */
export abstract class KeptText {
  abstract get isUnsaved(): boolean;
}

const KeptContext = createContext<Kept | undefined>(undefined);

/** Holds what pages keep while somebody goes from one to another. What was typed and not saved is not left without a question, on whatever page somebody is by then. */
export function KeptProvider({ children }: PropsWithChildren) {
  const [kept] = useState<Kept>(() => new Map());
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent): void => {
      if ([...kept.values()].some((one) => one instanceof KeptText && one.isUnsaved)) event.preventDefault();
    };
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [kept]);
  return <KeptContext value={kept}>{children}</KeptContext>;
}

/** Where a page keeps what must not be lost when it is left, such as what was typed and not saved. */
export function useKept(): Kept {
  const kept = useContext(KeptContext);
  if (kept === undefined) throw new Error('useKept stands outside KeptProvider');
  return kept;
}
