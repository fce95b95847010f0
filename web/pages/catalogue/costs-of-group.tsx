import { Select } from 'antd';
import { useState } from 'react';
import { useCaller } from '../../api/caller.tsx';
import { useAsk, useWhole } from '../../api/operations.ts';
import { usePlace } from '../../frame/place.tsx';
import { GroupCostsDocument, GroupRunsDocument, type GroupCostsQuery, type GroupRunsQuery } from '../../generated/catalogue/graphql.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { Failure } from '../../parts/failure.tsx';
import { Loaded, Nothing, Waiting } from '../../parts/states.tsx';
import type { Column } from '../../parts/table-columns.ts';
import { useTexts } from '../../texts/language.tsx';
import { catalogueEn } from '../../texts/en/catalogue.ts';
import { catalogueZh } from '../../texts/zh/catalogue.ts';
import { Histogram } from './histogram.tsx';

type Run = GroupRunsQuery['clearingRuns']['edges'][number]['node'];
type Bar = GroupCostsQuery['clearingRuns']['edges'][number]['node']['costDistribution']['bars'][number];

function barColumns(t: typeof catalogueZh): readonly Column<Bar>[] {
  return [
    { key: 'from', title: t.ratioFrom, kind: 'FIGURE', width: 130, text: ({ from }) => from },
    { key: 'to', title: t.ratioTo, kind: 'FIGURE', width: 130, text: ({ to }) => to ?? '' },
    { key: 'tier', title: t.tier, width: 130, text: ({ deviation }) => (deviation === null ? t.none : (t.tiers[deviation] ?? deviation)) },
    { key: 'cases', title: t.cases, kind: 'FIGURE', width: 110, text: ({ cases }) => String(cases) },
  ];
}

function CostsInRun({ runNo, code }: { readonly runNo: number; readonly code: string }) {
  const t = useTexts({ zh: catalogueZh, en: catalogueEn });
  const { region } = usePlace();
  const variables = { region: region.code, runNo, code };
  const asked = useAsk(GroupCostsDocument, variables);
  return (
    <Loaded asked={asked}>
      {({ clearingRuns: { edges } }) => {
        const costs = edges[0]?.node.costDistribution;
        if (costs === undefined || costs.cases === 0) return <Nothing>{t.noCosts}</Nothing>;
        return (
          <>
            <p>{costs.bounds.length === 0 ? t.costsUnbounded(costs.cases) : t.costsSaid(costs.cases, costs.bounds.join(t.between))}</p>
            <Histogram bars={costs.bars} bounds={costs.bounds} />
            <details>
              <summary>{t.asTable}</summary>
              <DataTable<Bar>
                name="catalogue-costs"
                title={t.costs}
                columns={barColumns(t)}
                rows={costs.bars}
                rowKey={({ from, deviation }) => `${from} ${deviation}`}
                nothing={t.noCosts}
                asked={{ operation: GroupCostsDocument, variables }}
              />
            </details>
          </>
        );
      }}
    </Loaded>
  );
}

interface CostsProps {
  readonly code: string;
  readonly version: string;
}

/** 费用分布: the cost ratios of the group's cases in a run; the newest that used this catalogue, or else another, unless one is chosen. */
export function CostsOfGroup({ code, version }: CostsProps) {
  const t = useTexts({ zh: catalogueZh, en: catalogueEn });
  const { region } = usePlace();
  const { institutionCode } = useCaller();
  const [chosen, setChosen] = useState<number | undefined>(undefined);
  const listed = useWhole(GroupRunsDocument, { region: region.code }, (data) => data.clearingRuns);
  const all = listed.rows.filter(({ status }) => status === 'SUCCEEDED');
  const isWhole = !listed.isPending && listed.more === undefined;
  const isOf = (run: Run): boolean => run.catalogue.version === version;
  const runs = [...all.filter(isOf), ...all.filter((run) => !isOf(run))];
  const runNo = chosen ?? runs[0]?.runNo;
  return (
    <section className="panel" aria-label={t.costs}>
      <h2>{t.costs}</h2>
      <p className="note">{institutionCode === undefined ? t.costsNote : t.costsNoteOwn}</p>
      {listed.error !== null && <Failure error={listed.error} retry={listed.refetch} />}
      {!isWhole && listed.error === null && <Waiting />}
      {isWhole && runNo === undefined && <Nothing>{t.noRuns}</Nothing>}
      {isWhole && runNo !== undefined && (
        <>
          <Select
            className="catalogue-choice"
            aria-label={t.run}
            value={runNo}
            options={runs.map((run) => ({
              value: run.runNo,
              label: [
                t.runOf(run.runNo, run.year, t.insurances[run.insurance], run.period),
                ...(isOf(run) ? [] : [t.byCatalogue(run.catalogue.version)]),
              ].join(t.semicolon),
            }))}
            onChange={setChosen}
          />
          <CostsInRun runNo={runNo} code={code} />
        </>
      )}
    </section>
  );
}
