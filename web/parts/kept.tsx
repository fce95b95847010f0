import { createContext, useContext, useState, type PropsWithChildren } from 'react';

/** What pages keep for as long as the tab lives, by a key of their own that names the caller too. */
type Kept = Map<string, unknown>;

const KeptContext = createContext<Kept | undefined>(undefined);

/** Holds what pages keep while somebody goes from one to another. */
export function KeptProvider({ children }: PropsWithChildren) {
  const [kept] = useState<Kept>(() => new Map());
  return <KeptContext value={kept}>{children}</KeptContext>;
}

/** Where a page keeps what must not be lost when it is left, such as what was typed and not saved. */
export function useKept(): Kept {
  const kept = useContext(KeptContext);
  if (kept === undefined) throw new Error('useKept stands outside KeptProvider');
  return kept;
}
