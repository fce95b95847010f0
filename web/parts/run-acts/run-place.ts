import type { ReactNode } from 'react';

/** Where a run's acts are shown: its region, and how its page links to an institution's statement. */
export interface RunPlace {
  readonly regionCode: string;
  readonly statement: (institutionCode: string, text: string) => ReactNode;
}
