import { Tag } from 'antd';
import { printDecimalText } from '../../../parts/decimal-text.ts';
import { pinEn } from '../../../texts/en/pin.ts';
import { pinZh } from '../../../texts/zh/pin.ts';
import { scoredEn } from '../../../texts/en/scored.ts';
import { scoredZh } from '../../../texts/zh/scored.ts';
import { said, useLanguage, useTexts } from '../../../texts/language.tsx';
import type { PinnedRow, PinnedStep } from './pinned-rows.ts';

function Result({ step: { substituted, output, exact, unit } }: { readonly step: PinnedStep }) {
  const t = useTexts({ zh: scoredZh, en: scoredEn });
  return (
    <>
      {substituted !== null && <span className="figure pin-numbers">{substituted} = </span>}
      <strong className="figure">{t.outputs[output] ?? printDecimalText(output)}</strong>{' '}
      {unit === null || unit === '1' ? '' : (t.units[unit] ?? unit)}
      {exact !== null && <span className="note"> {t.exact(exact)}</span>}
    </>
  );
}

/** What a condition or a formula comes to for the pinned case; nothing where no case goes through it. */
export function PinnedCell({ row }: { readonly row: PinnedRow | undefined }) {
  const t = useTexts({ zh: pinZh, en: pinEn });
  const { language } = useLanguage();
  switch (row?.kind) {
    case undefined:
      return null;
    case 'condition':
      return (
        <>
          <Tag color={row.result ? 'success' : 'default'}>{row.result ? t.holds : t.holdsNot}</Tag>
          {said(row.text, language)}
        </>
      );
    case 'result':
      return <Result step={row.step} />;
    case 'unused':
      return <span className="note">{row.holds ? t.notCounted : t.notUsed}</span>;
  }
}
