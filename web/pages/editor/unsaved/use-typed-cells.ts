import { useMemo, useSyncExternalStore } from 'react';
import { useSession } from '../../../api/session.tsx';
import { useKept } from '../../../parts/kept.tsx';
import { useDraftShown } from '../formula/draft-shown.ts';
import type { Cell, Draft } from '../use-edits.ts';
import { typedCellsIn, type TypedCell, type TypedCells } from './typed-cells.ts';

/** What the caller typed into cells of the draft that is shown. */
export function useTypedCells(): TypedCells {
  const kept = useKept();
  const { who = '' } = useSession();
  const draftId = useDraftShown();
  return useMemo(() => typedCellsIn(kept, who, draftId), [kept, who, draftId]);
}

/** As it is now, whenever that becomes another. */
export function useCellsTyped(): readonly TypedCell[] {
  const cells = useTypedCells();
  return useSyncExternalStore(cells.subscribe, cells.snapshot);
}

/** What is typed and not saved: in cells that still stand there as they were; and what was typed into cells that have become others since, which are shown as they are. */
export interface Unsaved {
  readonly here: readonly TypedCell[];
  readonly astray: readonly TypedCell[];
}

/** Tells what is typed into cells of a draft and not saved. */
export function useUnsaved({ tables }: Draft): Unsaved {
  const typed = useCellsTyped().filter(({ isOnItsWay }) => !isOnItsWay);
  return useMemo(() => {
    if (typed.length === 0) return { here: [], astray: [] };
    const cells = new Map(
      tables.sheets.flatMap(({ rows }) => rows.flatMap((row) => row.cells.map((cell): [string, Cell] => [cell.pointer ?? '', cell]))),
    );
    const differing = typed.filter(({ pointer, text }) => cells.get(pointer)?.text !== text);
    const isHere = ({ pointer, over }: TypedCell): boolean => cells.get(pointer)?.text === over;
    return { here: differing.filter(isHere), astray: differing.filter((one) => !isHere(one)) };
  }, [typed, tables]);
}
