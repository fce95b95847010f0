import { createContext, useContext } from 'react';

/** Which draft the cells below belong to. */
export const DraftShown = createContext('');

/** The id of the draft that is shown. */
export function useDraftShown(): string {
  return useContext(DraftShown);
}
