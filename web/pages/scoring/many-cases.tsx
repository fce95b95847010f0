import { Button } from 'antd';
import { useAsk } from '../../api/operations.ts';
import { usePlace } from '../../frame/place.tsx';
import { ScoreManyDocument, type CaseInput, type ReadPastedQuery, type ScoreManyQuery } from '../../generated/scoring/graphql.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { Loaded } from '../../parts/states.tsx';
import type { Column } from '../../parts/table-columns.ts';
import { said, useLanguage, useTexts } from '../../texts/language.tsx';
import { scoredEn } from '../../texts/en/scored.ts';
import { scoringEn } from '../../texts/en/scoring.ts';
import { scoredZh } from '../../texts/zh/scored.ts';
import { scoringZh } from '../../texts/zh/scoring.ts';
import { inputOf, type CaseCells } from './case-input.ts';
import { groupText, tierText } from './score-words.ts';

/** A case that was read from a text or a file. */
export type ReadCase = ReadPastedQuery['readCases'][number];
type Scored = ScoreManyQuery['scoreCases']['results'][number]['result'];

/** The cells of a case that was read. */
export function cellsOfRead({ cells }: Pick<ReadCase, 'cells'>): CaseCells {
  return Object.fromEntries(cells.map(({ name, text }) => [name, text]));
}

interface Row {
  readonly line: number;
  readonly cells: CaseCells;
  readonly problems: readonly string[];
  readonly scored: Scored | undefined;
}

function useColumns(look: (cells: CaseCells) => void): readonly Column<Row>[] {
  const t = useTexts({ zh: scoringZh, en: scoringEn });
  const words = useTexts({ zh: scoredZh, en: scoredEn });
  const { language } = useLanguage();
  const of =
    (take: (score: Extract<Scored, { readonly __typename: 'CaseScore' }>) => string) =>
    ({ scored }: Row): string =>
      scored?.__typename === 'CaseScore' ? take(scored) : '';
  const wrong = ({ problems, scored }: Row): string =>
    problems.length > 0
      ? problems.join(' ')
      : scored === undefined || scored.__typename === 'CaseScore'
        ? ''
        : said(scored.messages, language);
  return [
    { key: 'line', title: t.line, kind: 'FIGURE', width: 70, text: ({ line }) => String(line) },
    {
      key: 'caseNo',
      title: t.caseNo,
      kind: 'DAY',
      width: 150,
      text: ({ cells }) => cells.caseNo ?? '',
      show: ({ cells }) => (
        <Button type="link" size="small" onClick={() => look(cells)}>
          {cells.caseNo ?? t.lookAtCase}
        </Button>
      ),
    },
    { key: 'institution', title: t.institutionCode, width: 110, text: ({ cells }) => cells.institutionCode ?? '' },
    { key: 'cost', title: t.totalCost, kind: 'FIGURE', width: 130, text: ({ cells }) => cells.totalCost ?? '' },
    { key: 'wrong', title: t.refusedFor, kind: 'DAY', width: 220, text: wrong },
    { key: 'group', title: t.compared.group, kind: 'DAY', width: 260, text: of((score) => groupText(score, words)) },
    { key: 'tier', title: t.compared.tier, width: 90, text: of((score) => tierText(score, words)) },
    { key: 'ratio', title: t.compared.costRatio, kind: 'FIGURE', width: 120, text: of(({ costRatio }) => costRatio ?? '') },
    { key: 'points', title: t.compared.points, kind: 'FIGURE', width: 130, text: of(({ points }) => points) },
    { key: 'payment', title: t.compared.payment, kind: 'FIGURE', width: 140, text: of(({ payment }) => payment ?? '') },
    { key: 'ruleset', title: t.compared.ruleset, isExtra: true, text: of(({ ruleset }) => ruleset.version) },
  ];
}

interface ManyProps {
  readonly cases: readonly ReadCase[];
  readonly look: (cells: CaseCells) => void;
}

/** Every case of a file: its points and payment, or what is wrong with it; exported as any table. */
export function ManyCases({ cases, look }: ManyProps) {
  const t = useTexts({ zh: scoringZh, en: scoringEn });
  const { region, on, isOnStated } = usePlace();
  const columns = useColumns(look);
  const usable = cases.flatMap((one): { readonly line: number; readonly input: CaseInput }[] => {
    const input = one.problems.length === 0 ? inputOf(cellsOfRead(one)) : undefined;
    return input === undefined ? [] : [{ line: one.line, input }];
  });
  const variables = { region: region.code, inputs: usable.map(({ input }) => input), using: isOnStated ? { on } : null };
  const asked = useAsk(ScoreManyDocument, variables);
  return (
    <section className="panel" aria-label={t.many(cases.length)}>
      <h2>{t.many(cases.length)}</h2>
      <p className="note">{t.manyNote}</p>
      <Loaded asked={asked}>
        {({ scoreCases: { results } }) => {
          const byLine = new Map(results.map(({ index, result }) => [usable[index]?.line, result]));
          return (
            <DataTable<Row>
              name="scoring-many"
              title={t.many(cases.length)}
              columns={columns}
              rows={cases.map((one) => ({
                line: one.line,
                cells: cellsOfRead(one),
                problems: one.problems.map(({ path, message }) => `${path.join('.')} ${message}`.trim()),
                scored: byLine.get(one.line),
              }))}
              rowKey={({ line }) => String(line)}
              nothing={t.manyNote}
              asked={{ operation: ScoreManyDocument, variables }}
              isLoading={asked.isFetching}
              rowClassName={({ problems }) => (problems.length > 0 ? 'row-differs' : '')}
            />
          );
        }}
      </Loaded>
    </section>
  );
}
