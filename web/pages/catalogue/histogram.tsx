import type { GroupCostsQuery } from '../../generated/catalogue/graphql.ts';
import { useTexts } from '../../texts/language.tsx';
import { catalogueEn } from '../../texts/en/catalogue.ts';
import { catalogueZh } from '../../texts/zh/catalogue.ts';

type Costs = GroupCostsQuery['clearingRuns']['edges'][number]['node']['costDistribution'];
type Bar = Costs['bars'][number];

/** Places of the picture: a tenth of the ratio is one wide, and one more for everything above. */
const WIDTH = 51;
const MARKS = [0, 1, 2, 3, 4, 5] as const;
const TENTHS = 10;

/** Where a ratio stands in the picture. A place to draw at, no figure. */
const placeOf = (ratio: string): number => +ratio * TENTHS;

interface Drawn {
  readonly bar: Bar;
  /** Cases below it in its pile. */
  readonly under: number;
}

/** The bars with what they stand on: those of one ratio are piled up. */
function piled(bars: readonly Bar[]): readonly Drawn[] {
  return bars.map((bar, index) => ({
    bar,
    under: bars.slice(0, index).reduce((sum, { from, cases }) => (from === bar.from ? sum + cases : sum), 0),
  }));
}

const CLASSES: Readonly<Record<string, string>> = { LOW: 'bar-low', NORMAL: 'bar-normal', HIGH: 'bar-high' };

/** 直方图: cases by cost ratio, each tier of deviation in its colour, the bounds of the tiers as lines. The table beside it says the same. */
export function Histogram({ bars, bounds }: Pick<Costs, 'bars' | 'bounds'>) {
  const t = useTexts({ zh: catalogueZh, en: catalogueEn });
  const drawn = piled(bars);
  const most = drawn.reduce((high, { bar, under }) => (under + bar.cases > high ? under + bar.cases : high), 1);
  const tiers = [...new Set(bars.map(({ deviation }) => deviation ?? ''))];
  const casesOf = (tier: string): number => bars.reduce((sum, { deviation, cases }) => ((deviation ?? '') === tier ? sum + cases : sum), 0);
  return (
    <figure className="histogram">
      <svg viewBox={`0 0 ${WIDTH} ${most}`} preserveAspectRatio="none" role="img" aria-label={t.picture}>
        {drawn.map(({ bar, under }) => (
          <rect
            key={`${bar.from} ${bar.deviation}`}
            className={CLASSES[bar.deviation ?? ''] ?? 'bar-other'}
            x={placeOf(bar.from) + 0.05}
            y={most - under - bar.cases}
            width={0.9}
            height={bar.cases}
          >
            <title>{t.barSaid(bar.from, bar.to, bar.cases)}</title>
          </rect>
        ))}
        {bounds.map((bound) => (
          <line key={bound} className="bound" x1={placeOf(bound)} x2={placeOf(bound)} y1={0} y2={most} />
        ))}
      </svg>
      <div className="histogram-marks" aria-hidden>
        {MARKS.map((mark) => (
          <span key={mark}>{mark === MARKS.length - 1 ? t.andMore(mark) : mark}</span>
        ))}
      </div>
      <figcaption>
        {tiers.map((tier) => (
          <span key={tier} className="histogram-tier">
            <span className={`swatch ${CLASSES[tier] ?? 'bar-other'}`} aria-hidden />
            {t.tierSaid(tier === '' ? t.none : (t.tiers[tier] ?? tier), casesOf(tier))}
          </span>
        ))}
        <span className="note">{t.mostSaid(most)}</span>
      </figcaption>
    </figure>
  );
}
