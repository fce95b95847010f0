import { Alert, Tag } from 'antd';
import type { ComparedRunsQuery, FigureComparedFragment } from '../../../generated/clearing/acts/graphql.ts';
import { printDecimalText, printSignedText } from '../../../parts/decimal-text.ts';
import { useTexts } from '../../../texts/language.tsx';
import { clearingEn } from '../../../texts/en/clearing.ts';
import { clearingZh } from '../../../texts/zh/clearing.ts';

type Compared = NonNullable<ComparedRunsQuery['clearingRuns']['edges'][number]['node']['comparedWith']>;

const FIGURES = ['cases', 'totalPoints', 'pointValue', 'budget', 'fund', 'payable'] as const;

/** Whether a figure is the same in both. */
function isSame({ before, after }: FigureComparedFragment): boolean {
  return before === after;
}

/** In a sentence: that nothing differs, or that only what the runs were made from does, or in how many institutions. */
function says({ isSameResult, changedInstitutions, ...figures }: Compared, earlier: number, t: typeof clearingZh): string {
  if (isSameResult) return t.nothingDiffers(earlier);
  const areSame = FIGURES.every((key) => figures[key] === undefined || isSame(figures[key]));
  if (changedInstitutions > 0) return t.institutionsDiffer(earlier, changedInstitutions);
  return areSame ? t.onlyHashesDiffer(earlier) : t.onlyTotalsDiffer(earlier);
}

interface ComparedFiguresProps {
  readonly compared: Compared;
  readonly earlier: number;
}

/** The figures of the whole region in both runs, and of what they were made from whether it is the same. */
export function ComparedFigures({ compared, earlier }: ComparedFiguresProps) {
  const t = useTexts({ zh: clearingZh, en: clearingEn });
  const names = {
    cases: t.cases,
    totalPoints: t.totalPoints,
    pointValue: t.pointValue,
    budget: t.budget,
    fund: t.fund,
    payable: t.payableSum,
  };
  const hashes = [
    { key: 'input', name: t.inputHash, same: compared.isSameInput },
    { key: 'cases', name: t.casesHash, same: compared.isSameCases },
    { key: 'result', name: t.resultHash, same: compared.isSameResult },
  ];
  const tag = (same: boolean) => <Tag color={same ? 'success' : 'warning'}>{same ? t.same : t.other}</Tag>;
  return (
    <>
      <Alert type={compared.isSameResult ? 'success' : 'info'} showIcon role="status" title={says(compared, earlier, t)} />
      <ul className="compared">
        {FIGURES.map((key) => {
          const figure = compared[key];
          if (figure === undefined || (figure.before === null && figure.after === null)) return null;
          const { before, after, difference } = figure;
          return (
            <li key={key}>
              {tag(isSame(figure))} {names[key]}{' '}
              {isSame(figure)
                ? t.bothRuns(figureText(before, t))
                : t.fromTo(figureText(before, t), figureText(after, t), difference === null ? '' : printSignedText(difference))}
            </li>
          );
        })}
        {hashes.map(({ key, name, same }) => (
          <li key={`${key} hash`}>
            {tag(same)} {name}
          </li>
        ))}
      </ul>
    </>
  );
}

function figureText(text: string | null, t: typeof clearingZh): string {
  return text === null ? t.notYet : printDecimalText(text);
}
