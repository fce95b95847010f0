import { Button } from 'antd';
import type { BoundariesMadeFragment } from '../../generated/checks/graphql.ts';
import type { AskedOperation } from '../../parts/operation-text.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { Nothing } from '../../parts/states.tsx';
import type { Column } from '../../parts/table-columns.ts';
import { checksEn } from '../../texts/en/checks.ts';
import { checksZh } from '../../texts/zh/checks.ts';
import { said, useLanguage, useTexts, type Language } from '../../texts/language.tsx';
import { memberOf, valueText } from '../../parts/fact-lines.ts';
import { Stated, StatedRules, statedTexts } from '../../parts/stated.tsx';

/** A made example at a boundary. */
export type MadeExample = BoundariesMadeFragment['examples'][number];

interface BoundariesProps {
  readonly report: BoundariesMadeFragment | null;
  readonly asked: AskedOperation;
  readonly isBusy: boolean;
  /** Takes examples into the draft; absent where they can't be. */
  readonly take?: (chosen: readonly MadeExample[]) => void;
}

const nameOf = ({ example }: MadeExample): string => valueText(memberOf(example, 'id'));

/** What an example is about, what it gives and what comes of it, in words. */
function saidColumns(t: typeof checksZh, language: Language): readonly Column<MadeExample>[] {
  return [
    {
      key: 'rule',
      title: t.rule,
      width: 180,
      text: ({ ruleSaid }) => said(ruleSaid.label, language),
      show: ({ ruleSaid }) => <StatedRules all={[ruleSaid]} />,
    },
    {
      key: 'fact',
      title: t.fact,
      width: 140,
      text: ({ factSaid }) => said(factSaid, language),
      show: ({ fact, factSaid }) => <span title={fact}>{said(factSaid, language)}</span>,
    },
    { key: 'side', title: t.side, width: 90, text: ({ side }) => t.sides[side] },
    { key: 'threshold', title: t.threshold, kind: 'FIGURE', width: 110, text: ({ threshold }) => threshold ?? '' },
    {
      key: 'given',
      title: t.given,
      width: 260,
      text: ({ givenSaid }) => statedTexts(givenSaid, language),
      show: ({ givenSaid }) => <Stated all={givenSaid} />,
    },
    {
      key: 'expect',
      title: t.now,
      width: 200,
      text: ({ expectSaid }) => statedTexts(expectSaid, language),
      show: ({ expectSaid }) => <Stated all={expectSaid} />,
    },
  ];
}

/** 界值示例 examples at every threshold that none stands at yet: given, what it gives now, which rules hold. */
export function Boundaries({ report, asked, isBusy, take }: BoundariesProps) {
  const t = useTexts({ zh: checksZh, en: checksEn });
  const { language } = useLanguage();
  if (report === null) return <Nothing>{t.noBoundaries}</Nothing>;
  const columns: readonly Column<MadeExample>[] = [
    ...saidColumns(t, language),
    ...(take === undefined
      ? []
      : [
          {
            key: 'take',
            title: t.adopt,
            width: 90,
            text: () => '',
            show: (row: MadeExample) => (
              <Button size="small" disabled={isBusy} aria-label={t.adoptOf(nameOf(row))} onClick={() => take([row])}>
                {t.adopt}
              </Button>
            ),
          },
        ]),
  ];
  return (
    <>
      <p className="note">{t.boundariesNote(report.total, report.shown, report.unmade)}</p>
      {take !== undefined && report.examples.length > 1 && (
        <p>
          <Button disabled={isBusy} onClick={() => take(report.examples)}>
            {t.adoptAll(report.examples.length)}
          </Button>
        </p>
      )}
      <DataTable<MadeExample>
        name="boundaries"
        title={t.boundaries}
        columns={columns}
        rows={report.examples}
        rowKey={nameOf}
        nothing={t.allShown}
        asked={asked}
        isLoading={isBusy}
      />
    </>
  );
}
