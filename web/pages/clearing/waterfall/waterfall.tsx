import './waterfall.css';
import { lazy, Suspense, useMemo } from 'react';
import type { LineShownFragment } from '../../../generated/clearing/graphql.ts';
import { Waiting } from '../../../parts/states.tsx';
import { said, useLanguage } from '../../../texts/language.tsx';
import { barsOf } from './waterfall-bars.ts';

const Picture = lazy(async () => ({ default: (await import('./waterfall-picture.tsx')).WaterfallPicture }));

interface WaterfallProps {
  readonly label: string;
  readonly lines: readonly LineShownFragment[];
  /** What totals are called, by id. */
  readonly names: Readonly<Record<string, string>>;
}

/** 瀑布图 of lines, loaded after the page; the table below says the same. */
export function Waterfall({ label, lines, names }: WaterfallProps) {
  const { language } = useLanguage();
  const bars = useMemo(() => {
    const named = lines.map((line) => ({ ...line, name: said(line.label, language) }));
    return barsOf(named, (total) => names[total] ?? total);
  }, [lines, language, names]);
  if (bars.length === 0) return null;
  return (
    <Suspense fallback={<Waiting />}>
      <Picture label={label} bars={bars} />
    </Suspense>
  );
}
