import type { Places, SideRows } from './side-rows.js';
import type { CaseBatch } from '../../ports/cases/ports-case.js';
import { must } from '../../../engine/kit/assert.js';
import { ExactSums } from '../../../engine/number/exact-sums.js';

/** Sums of cases by year of the history, and their points in the year studied. Fen. */
export class YearlySums {
  readonly cases: number[];
  readonly costFen: bigint[];
  /** Of the year studied: by the old side, by the new one. */
  readonly points = new ExactSums(2);

  constructor(years: number) {
    this.cases = new Array<number>(years).fill(0);
    this.costFen = new Array<bigint>(years).fill(0n);
  }
}

/** Cases of one place on the old side and one on the new side. */
export class CellSums extends YearlySums {
  /** Squares of costs, for the variation of groups. Fen². */
  squares = 0n;

  constructor(
    readonly from: number,
    readonly to: number,
    years: number,
  ) {
    super(years);
  }
}

/** Cases of an institution; those without a group by side and year. */
export class InstitutionSums extends YearlySums {
  readonly withoutGroup: { readonly from: number[]; readonly to: number[] };

  constructor(
    readonly code: string,
    years: number,
  ) {
    super(years);
    this.withoutGroup = { from: new Array<number>(years).fill(0), to: new Array<number>(years).fill(0) };
  }
}

/** A batch with what came of its rows on both sides. */
export interface CountedBatch {
  readonly batch: CaseBatch;
  readonly from: SideRows;
  readonly to: SideRows;
  /** The year of a row, from 0. */
  readonly yearOf: (row: number) => number;
}

/** 计数 the cases of a study, counted by cell and by institution as they pass; the order and the cutting of batches do not matter. */
export class StudyCounts {
  readonly cells = new Map<string, CellSums>();
  readonly institutions = new Map<string, InstitutionSums>();

  constructor(
    readonly years: number,
    readonly sides: { readonly from: Places; readonly to: Places },
  ) {}

  /** Counts the rows of a batch. */
  add({ batch, from, to, yearOf }: CountedBatch): void {
    for (let row = 0; row < batch.count; row++) {
      const year = yearOf(row);
      const cost = must(batch.totalCost[row], 'totalCost');
      const [a, b] = [from.places[row] ?? 0, to.places[row] ?? 0];
      const cell = this.#cell(a, b);
      const institution = this.#institution(must(batch.institutionCode[row], 'institutionCode'));
      cell.squares += cost * cost;
      for (const sums of [cell, institution]) {
        sums.cases[year] = (sums.cases[year] ?? 0) + 1;
        sums.costFen[year] = (sums.costFen[year] ?? 0n) + cost;
      }
      this.#without(institution.withoutGroup.from, from.side, a, year);
      this.#without(institution.withoutGroup.to, to.side, b, year);
      if (year === this.years - 1) addPoints([cell, institution], row, from, to);
    }
  }

  #without(counts: number[], side: Places, place: number, year: number): void {
    if (side.list[place]?.code === null) counts[year] = (counts[year] ?? 0) + 1;
  }

  #cell(from: number, to: number): CellSums {
    const key = `${from} ${to}`;
    const known = this.cells.get(key);
    if (known !== undefined) return known;
    const cell = new CellSums(from, to, this.years);
    this.cells.set(key, cell);
    return cell;
  }

  #institution(code: string): InstitutionSums {
    const known = this.institutions.get(code);
    if (known !== undefined) return known;
    const sums = new InstitutionSums(code, this.years);
    this.institutions.set(code, sums);
    return sums;
  }
}

function addPoints(to: readonly YearlySums[], row: number, old: SideRows, fresh: SideRows): void {
  [old, fresh].forEach(({ points }, side) => {
    const value = points.at(row);
    for (const sums of to) sums.points.add(side, value);
  });
}
