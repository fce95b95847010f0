import { useAsk } from '../../api/operations.ts';
import { WhatIfLevelsDocument, type WhatIfLevelsQuery } from '../../generated/what-ifs/graphql.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { largestSize, SizeBar, sizeText } from '../../parts/impact/size-bar.tsx';
import { Loaded } from '../../parts/states.tsx';
import type { Column } from '../../parts/table-columns.ts';
import { impactEn } from '../../texts/en/impact.ts';
import { whatIfsEn } from '../../texts/en/what-ifs.ts';
import { impactZh } from '../../texts/zh/impact.ts';
import { whatIfsZh } from '../../texts/zh/what-ifs.ts';
import { useTexts } from '../../texts/language.tsx';

type Row = NonNullable<WhatIfLevelsQuery['whatIf']>['candidates'][number]['levels'][number];

interface LevelsProps {
  readonly id: string;
  readonly name: string;
}

/** Differences by level of institution: they add up to the region's. */
export function Levels({ id, name }: LevelsProps) {
  const t = useTexts({ zh: whatIfsZh, en: whatIfsEn });
  const own = useTexts({ zh: impactZh, en: impactEn });
  const variables = { id, name };
  const asked = useAsk(WhatIfLevelsDocument, variables);
  const rows = asked.data?.whatIf?.candidates[0]?.levels ?? [];
  const largest = largestSize(rows.map(({ entitlement }) => entitlement.difference));
  const nameOf = ({ level }: Row): string => t.levels[level] ?? (level === '' ? t.noLevel : t.levelOf(level));
  const columns: readonly Column<Row>[] = [
    { key: 'level', title: t.level, width: 90, text: nameOf },
    { key: 'institutions', title: t.institutions, kind: 'FIGURE', width: 80, text: ({ institutions }) => String(institutions) },
    { key: 'winners', title: t.winners, kind: 'FIGURE', width: 80, text: ({ winners }) => String(winners) },
    { key: 'losers', title: t.losers, kind: 'FIGURE', width: 80, text: ({ losers }) => String(losers) },
    { key: 'cases', title: own.cases, kind: 'FIGURE', width: 90, text: ({ cases }) => String(cases) },
    { key: 'before', title: own.entitledBefore, kind: 'FIGURE', width: 130, text: ({ entitlement }) => entitlement.before },
    { key: 'after', title: own.entitledAfter, kind: 'FIGURE', width: 130, text: ({ entitlement }) => entitlement.after },
    { key: 'difference', title: own.difference, kind: 'FIGURE', width: 120, text: ({ entitlement }) => entitlement.difference },
    {
      key: 'bar',
      title: own.size,
      kind: 'FIGURE',
      width: 110,
      text: ({ entitlement }) => sizeText(entitlement.difference),
      show: (row) => <SizeBar difference={row.entitlement.difference} largest={largest} label={own.barOf(nameOf(row))} />,
    },
    { key: 'payable', title: own.payableDifference, kind: 'FIGURE', width: 120, text: ({ payable }) => payable.difference },
  ];
  return (
    <section className="panel">
      <h2>{t.byLevel}</h2>
      <Loaded asked={asked}>
        {() => (
          <DataTable<Row>
            name="what-if-levels"
            title={t.byLevel}
            columns={columns}
            rows={rows}
            rowKey={({ level }) => level}
            nothing={own.noInstitutions}
            asked={{ operation: WhatIfLevelsDocument, variables }}
          />
        )}
      </Loaded>
    </section>
  );
}
