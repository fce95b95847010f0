import { Select, Tag } from 'antd';
import { useState } from 'react';
import { useAsk } from '../../../api/operations.ts';
import { usePlace } from '../../../frame/place.tsx';
import {
  ComparableRunsDocument,
  ComparedRunDocument,
  type ComparableRunsQuery,
  type ComparedRunQuery,
} from '../../../generated/clearing/acts/graphql.ts';
import { DataTable } from '../../../parts/data-table.tsx';
import { printInstant } from '../../../parts/days.ts';
import { Loaded } from '../../../parts/states.tsx';
import type { Column } from '../../../parts/table-columns.ts';
import { useTexts } from '../../../texts/language.tsx';
import { clearingEn } from '../../../texts/en/clearing.ts';
import { clearingZh } from '../../../texts/zh/clearing.ts';
import { First } from '../../../parts/run-acts/act-form.tsx';

type Compared = ComparedRunQuery['clearingRuns']['edges'][number]['node'];

/** What of a run says which runs it can be compared with. */
type SubjectOfRun = Pick<ComparableRunsQuery['clearingRuns']['edges'][number]['node'], 'runNo' | 'year' | 'insurance' | 'period'>;

interface Row {
  readonly code: string;
  readonly name: string;
  readonly points: readonly [string, string];
  readonly payable: readonly [string, string];
}

const FIGURES = ['cases', 'totalPoints', 'pointValue', 'payable', 'inputHash', 'casesHash', 'resultHash'] as const;

/** An institution a row, by code: of either run what its statement says, empty where it has none. */
function rowsOf(earlier: Compared, later: Compared): readonly Row[] {
  const statements = (run: Compared) => new Map(run.statements.edges.map(({ node }) => [node.institution.code, node]));
  const [before, after] = [statements(earlier), statements(later)];
  return [...new Set([...before.keys(), ...after.keys()])].sort().map((code) => {
    const [one, other] = [before.get(code), after.get(code)];
    return {
      code,
      name: (other ?? one)?.institution.name ?? '',
      points: [one?.points ?? '', other?.points ?? ''],
      payable: [one?.payable ?? '', other?.payable ?? ''],
    };
  });
}

interface PairProps {
  readonly earlier: number;
  readonly later: number;
}

function Pair({ earlier, later, runs }: PairProps & { readonly runs: readonly [Compared, Compared] }) {
  const t = useTexts({ zh: clearingZh, en: clearingEn });
  const { region } = usePlace();
  const [before, after] = runs;
  const names = {
    cases: t.cases,
    totalPoints: t.totalPoints,
    pointValue: t.pointValue,
    payable: t.payableSum,
    inputHash: t.inputHash,
    casesHash: t.casesHash,
    resultHash: t.resultHash,
  };
  const pair = (key: 'points' | 'payable', title: string): readonly Column<Row>[] => [
    { key: `${key} before`, title: t.ofRun(title, earlier), kind: 'FIGURE', width: 190, text: (row) => row[key][0] },
    { key: `${key} after`, title: t.ofRun(title, later), kind: 'FIGURE', width: 190, text: (row) => row[key][1] },
  ];
  const columns: readonly Column<Row>[] = [
    { key: 'code', title: t.institutionCode, kind: 'DAY', width: 150, text: ({ code }) => code },
    { key: 'name', title: t.institution, kind: 'DAY', width: 220, text: ({ name }) => name },
    ...pair('points', t.points),
    ...pair('payable', t.payable),
    { key: 'same', title: t.comparison, width: 90, text: ({ payable: [one, other] }) => (one === other ? t.same : t.other) },
  ];
  return (
    <>
      <ul className="compared">
        {FIGURES.map((key) => {
          const [one, other] = [String(before[key] ?? ''), String(after[key] ?? '')];
          return (
            <li key={key}>
              <Tag color={one === other ? 'success' : 'warning'}>{one === other ? t.same : t.other}</Tag> {names[key]}
              {!key.endsWith('Hash') && ` ${t.fromTo(one, other)}`}
            </li>
          );
        })}
      </ul>
      <First shown={after.statements.edges.length} total={after.statements.totalCount} />
      <DataTable<Row>
        name="compared-runs"
        title={t.comparedWith(earlier)}
        columns={columns}
        rows={rowsOf(before, after)}
        rowKey={({ code }) => code}
        nothing={t.noStatements}
        asked={{ operation: ComparedRunDocument, variables: { region: region.code, runNo: earlier } }}
      />
    </>
  );
}

function ComparedPair({ earlier, later }: PairProps) {
  const { region } = usePlace();
  const one = useAsk(ComparedRunDocument, { region: region.code, runNo: earlier });
  const other = useAsk(ComparedRunDocument, { region: region.code, runNo: later });
  return (
    <Loaded asked={one}>
      {(before) => (
        <Loaded asked={other}>
          {(after) => {
            const [first, second] = [before.clearingRuns.edges[0], after.clearingRuns.edges[0]];
            return first && second && <Pair earlier={earlier} later={later} runs={[first.node, second.node]} />;
          }}
        </Loaded>
      )}
    </Loaded>
  );
}

/** 与前次比较: an earlier run of the same year, insurance and period beside this one, figure by figure. */
export function CompareRuns({ run }: { readonly run: SubjectOfRun }) {
  const t = useTexts({ zh: clearingZh, en: clearingEn });
  const { region } = usePlace();
  const asked = useAsk(ComparableRunsDocument, { region: region.code });
  const [earlier, setEarlier] = useState<number>();
  return (
    <section className="panel not-printed acts" aria-label={t.compareRuns}>
      <h2>{t.compareRuns}</h2>
      <p className="note">{t.compareSays}</p>
      <Loaded asked={asked}>
        {({ clearingRuns: { edges } }) => {
          const found = edges
            .map(({ node }) => node)
            .filter(
              ({ runNo, year, insurance, period, status }) =>
                status === 'SUCCEEDED' && runNo < run.runNo && year === run.year && insurance === run.insurance && period === run.period,
            );
          return found.length === 0 ? (
            <p>{t.nothingToCompare}</p>
          ) : (
            <Select
              aria-label={t.earlierRun}
              placeholder={t.earlierRun}
              value={earlier}
              onChange={setEarlier}
              options={found.map(({ runNo, createdAt }) => ({ value: runNo, label: t.runOf(runNo, printInstant(createdAt)) }))}
              className="act-earlier"
            />
          );
        }}
      </Loaded>
      {earlier !== undefined && <ComparedPair earlier={earlier} later={run.runNo} />}
    </section>
  );
}
