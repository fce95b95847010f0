import { useSyncExternalStore } from 'react';

const query = (): MediaQueryList => matchMedia('(prefers-reduced-motion: reduce)');

function subscribe(told: () => void): () => void {
  const asked = query();
  asked.addEventListener('change', told);
  return () => asked.removeEventListener('change', told);
}

/** Whether somebody asked the system to let nothing move: dialogs and lists stand where they are at once. The style sheet does the same for what only fades. */
export function useStillness(): boolean {
  return useSyncExternalStore(subscribe, () => query().matches);
}
