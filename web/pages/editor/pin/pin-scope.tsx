import { createContext, useContext, type PropsWithChildren } from 'react';
import { pinEn } from '../../../texts/en/pin.ts';
import { pinZh } from '../../../texts/zh/pin.ts';
import { useTexts } from '../../../texts/language.tsx';
import type { Sheet } from '../use-edits.ts';
import { PinBar } from './pin-bar.tsx';
import { PinnedCell } from './pinned-cell.tsx';
import { usePinned, type CasePinned } from './use-pinned.ts';

const PinnedRows = createContext<CasePinned['rows']>(undefined);

/** A sheet of conditions and formulas with the case that is pinned to it. */
export function PinScope({ sheet, children }: PropsWithChildren<{ readonly sheet: Sheet }>) {
  const pinned = usePinned(sheet);
  return (
    <PinnedRows value={pinned.rows}>
      {pinned.mayPin && <PinBar pinned={pinned} />}
      <div className={pinned.rows === undefined ? undefined : 'pin-on'}>{children}</div>
    </PinnedRows>
  );
}

/** The heading of the pinned case's column, where one is pinned. */
export function PinnedHeading() {
  const t = useTexts({ zh: pinZh, en: pinEn });
  return useContext(PinnedRows) === undefined ? null : <th scope="col">{t.pinnedHeading}</th>;
}

/** What a row comes to for the pinned case, where one is pinned. */
export function PinnedColumn({ pointer }: { readonly pointer: string }) {
  const rows = useContext(PinnedRows);
  if (rows === undefined) return null;
  return (
    <td className="pinned-cell">
      <PinnedCell row={rows.get(pointer)} />
    </td>
  );
}
