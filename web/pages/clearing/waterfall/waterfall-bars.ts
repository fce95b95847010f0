import type { LineShownFragment } from '../../../generated/clearing/graphql.ts';
import { printDecimalText } from '../../../parts/decimal-text.ts';

/** A bar of a waterfall: where it begins and ends, and what is said of it. */
export interface WaterfallBar {
  readonly name: string;
  /** Exact, as the platform states it: written beside the bar. */
  readonly said: string;
  /** Exact, in yuan: 0.00 to what a total comes to, or from one running total to the next. */
  readonly from: string;
  readonly to: string;
  readonly kind: 'MORE' | 'LESS' | 'TOTAL';
}

type Line = Pick<LineShownFragment, 'total' | 'amount' | 'runningBefore' | 'runningTotal'> & { readonly name: string };

/** The bars of the lines in their order, with what each total comes to below its lines. */
export function barsOf(lines: readonly Line[], nameOf: (total: string) => string): readonly WaterfallBar[] {
  return lines.flatMap((line, index): readonly WaterfallBar[] => {
    const { name, total, amount, runningBefore, runningTotal } = line;
    const own: WaterfallBar = {
      ...{ name, said: printDecimalText(amount), from: runningBefore, to: runningTotal },
      kind: amount.startsWith('-') ? 'LESS' : 'MORE',
    };
    if (lines[index + 1]?.total === total) return [own];
    return [own, { name: nameOf(total), said: printDecimalText(runningTotal), from: '0.00', to: runningTotal, kind: 'TOTAL' }];
  });
}
