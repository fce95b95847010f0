import { DownloadOutlined } from '@ant-design/icons';
import { Alert, App, Button } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { useCaller } from '../../api/caller.tsx';
import { useAsk } from '../../api/operations.ts';
import { useSession } from '../../api/session.tsx';
import { FigurePublicationsDocument } from '../../generated/parts/publications/graphql.ts';
import { DataTable } from '../data-table.tsx';
import { printInstant } from '../days.ts';
import { saveFrom } from '../sheet-file.ts';
import { Loaded, Waiting } from '../states.tsx';
import type { Column } from '../table-columns.ts';
import { useTexts } from '../../texts/language.tsx';
import { publicationsEn } from '../../texts/en/publications.ts';
import { publicationsZh } from '../../texts/zh/publications.ts';
import { periodName } from './period-name.ts';
import type { PublishedYear, ShownPublication } from './published-year.ts';

/** What is looked at before is loaded once somebody publishes. */
const PublishFigures = lazy(async () => ({ default: (await import('./publish-figures.tsx')).PublishFigures }));

/** The package as it was published: a workbook of its tables, or its whole text. */
function Downloads({ publication: { exportId, number, period }, year }: { readonly publication: ShownPublication; readonly year: number }) {
  const t = useTexts({ zh: publicationsZh, en: publicationsEn });
  const { key } = useSession();
  const { message } = App.useApp();
  const named = t.fileName(year, periodName(period, t), number);
  const take = async (query: string, ending: string): Promise<void> => {
    if (!(await saveFrom(`/exports/${encodeURIComponent(exportId)}${query}`, `${named}.${ending}`, key))) void message.error(t.notGiven);
  };
  return (
    <span className="form-buttons">
      <Button size="small" icon={<DownloadOutlined aria-hidden />} onClick={() => void take('', 'xlsx')}>
        {t.asWorkbook}
      </Button>
      <Button size="small" onClick={() => void take('?what=bundle', 'json')}>
        {t.asText}
      </Button>
    </span>
  );
}

function columnsOf(year: number, t: typeof publicationsZh): readonly Column<ShownPublication>[] {
  return [
    { key: 'number', title: t.number, kind: 'FIGURE', width: 70, text: ({ number }) => String(number) },
    { key: 'period', title: t.period, width: 100, text: ({ period }) => periodName(period, t) },
    { key: 'at', title: t.at, kind: 'DAY', width: 140, text: ({ createdAt }) => printInstant(createdAt) },
    { key: 'by', title: t.by, width: 120, text: ({ createdBy }) => createdBy },
    { key: 'reason', title: t.why, kind: 'DAY', width: 240, text: ({ reason }) => reason },
    { key: 'runs', title: t.fromRuns, kind: 'DAY', width: 110, text: ({ runNos }) => runNos.map((one) => t.runOf(one)).join(t.comma) },
    {
      key: 'hash',
      title: t.hash,
      kind: 'DAY',
      isExtra: true,
      width: 300,
      text: ({ contentHash }) => contentHash,
      show: ({ contentHash }) => <span className="hash">{contentHash}</span>,
    },
    {
      key: 'download',
      title: t.download,
      kind: 'DAY',
      width: 230,
      text: () => '',
      show: (publication) => <Downloads publication={publication} year={year} />,
    },
  ];
}

/** Of which year and periods. */
export interface PublicationsProps {
  readonly year: PublishedYear;
  /** The periods that are asked about here: of these publications are shown, and these can be published. */
  readonly periods: readonly string[];
}

/** 公布 what of the periods was published, the packages, and, for who may confirm runs, publishing. */
export function PublicationsOf({ year, periods }: PublicationsProps) {
  const t = useTexts({ zh: publicationsZh, en: publicationsEn });
  const { mayOneOf } = useCaller();
  const asked = useAsk(FigurePublicationsDocument, year);
  const [isOpen, setOpen] = useState(false);
  const [done, setDone] = useState<number>();
  return (
    <section className="panel not-printed" aria-label={t.title}>
      <h2>{t.title}</h2>
      <p className="note">{t.titleNote}</p>
      <Loaded asked={asked}>
        {({ publications }) => (
          <>
            {done !== undefined && <Alert type="success" showIcon closable role="status" title={t.published(done)} />}
            {mayOneOf(['run:confirm']) && !isOpen && (
              <div className="form-buttons">
                <Button onClick={() => setOpen(true)}>{t.publish}</Button>
              </div>
            )}
            {isOpen && (
              <Suspense fallback={<Waiting />}>
                <PublishFigures
                  year={year}
                  periods={periods}
                  known={publications}
                  finish={(number) => {
                    setDone(number);
                    setOpen(false);
                  }}
                  close={() => setOpen(false)}
                />
              </Suspense>
            )}
            <DataTable<ShownPublication>
              name="publications"
              title={t.title}
              columns={columnsOf(year.year, t)}
              rows={publications.filter(({ period }) => periods.includes(period))}
              rowKey={({ exportId }) => exportId}
              nothing={t.none}
              asked={{ operation: FigurePublicationsDocument, variables: year }}
            />
          </>
        )}
      </Loaded>
    </section>
  );
}
