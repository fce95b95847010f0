import { KeptText } from '../../../parts/kept.tsx';

/** What was typed into a cell and is not saved. */
export interface TypedCell {
  readonly pointer: string;
  /** The section in which the cell is. */
  readonly section: string;
  /** What the cell is called. */
  readonly label: string;
  readonly text: string;
  /** What stood in the cell when it was typed over. */
  readonly over: string;
  /** It was sent, and the answer is not there yet. */
  readonly isOnItsWay: boolean;
}

/** What came of edits that were sent: saved; not saved, so that they still wait; given up for what somebody else wrote. */
export type EditOutcome = 'SAVED' | 'UNSAVED' | 'GIVEN_UP';

/** 没有保存的单元格 what a caller typed into cells of a draft and that is not saved, for as long as the tab lives: it stands there again when somebody comes back to it. */
export class TypedCells extends KeptText {
  private cells: readonly TypedCell[] = [];
  private readonly listeners = new Set<() => void>();

  get isUnsaved(): boolean {
    return this.cells.length > 0;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  readonly snapshot = (): readonly TypedCell[] => this.cells;

  /** What was typed into a cell, if anything. */
  at(pointer: string): TypedCell | undefined {
    return this.cells.find((one) => one.pointer === pointer);
  }

  /** Somebody typed, or what was typed is sent. */
  put(cell: TypedCell): void {
    const isKnown = this.at(cell.pointer) !== undefined;
    this.show(isKnown ? this.cells.map((one) => (one.pointer === cell.pointer ? cell : one)) : [...this.cells, cell]);
  }

  /** What was typed is taken back. */
  drop(pointer: string): void {
    if (this.at(pointer) !== undefined) this.show(this.cells.filter((one) => one.pointer !== pointer));
  }

  /** What was sent has its answer; what was typed since stays. */
  settle(pointer: string, text: string, outcome: EditOutcome): void {
    const cell = this.at(pointer);
    if (cell?.text !== text) return;
    if (outcome === 'UNSAVED') this.put({ ...cell, isOnItsWay: false });
    else this.drop(pointer);
  }

  private show(cells: readonly TypedCell[]): void {
    this.cells = cells;
    this.listeners.forEach((listener) => listener());
  }
}

/** What a caller typed into cells of a draft in this tab. */
export function typedCellsIn(kept: Map<string, unknown>, who: string, draftId: string): TypedCells {
  const key = JSON.stringify(['CELLS', who, draftId]);
  const known = kept.get(key);
  if (known instanceof TypedCells) return known;
  const cells = new TypedCells();
  kept.set(key, cells);
  return cells;
}
