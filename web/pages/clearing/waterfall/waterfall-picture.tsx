import { useEffect, useRef } from 'react';
import { useTexts } from '../../../texts/language.tsx';
import { clearingEn } from '../../../texts/en/clearing.ts';
import { clearingZh } from '../../../texts/zh/clearing.ts';
import type { WaterfallBar } from './waterfall-bars.ts';
import { drawWaterfall } from './waterfall-chart.ts';

interface PictureProps {
  readonly label: string;
  readonly bars: readonly WaterfallBar[];
}

/** The bars as a picture. */
export function WaterfallPicture({ label, bars }: PictureProps) {
  const t = useTexts({ zh: clearingZh, en: clearingEn });
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => (place.current === null ? undefined : drawWaterfall(place.current, bars)), [bars]);
  return (
    <figure className="waterfall">
      <div
        ref={place}
        role="img"
        aria-label={t.waterfallPicture(label, bars.map(({ name, said }) => `${name} ${said}`).join(t.waterfallComma))}
      />
      <figcaption>
        {(['MORE', 'LESS', 'TOTAL'] as const).map((kind) => (
          <span key={kind} className="waterfall-kind">
            <span className={`waterfall-swatch waterfall-${kind.toLowerCase()}`} aria-hidden />
            {t.waterfallKinds[kind]}
          </span>
        ))}
        <span className="note">{t.waterfallSays}</span>
      </figcaption>
    </figure>
  );
}
