import { Tag } from 'antd';
import { useAsk } from '../../api/operations.ts';
import { PAGES } from '../../frame/pages.ts';
import { PlaceLink, usePlace } from '../../frame/place.tsx';
import { DraftFindingsDocument } from '../../generated/workbench/graphql.ts';
import { Failure } from '../../parts/failure.tsx';
import { Nothing, Waiting } from '../../parts/states.tsx';
import type { Worklist } from '../../parts/worklist/use-worklist.ts';
import type { WorkItem } from '../../parts/worklist/work-items.ts';
import { useTexts } from '../../texts/language.tsx';
import { workbenchEn } from '../../texts/en/workbench.ts';
import { workbenchZh } from '../../texts/zh/workbench.ts';
import { periodNames } from './period-names.ts';

/** Where the periods of a year stand in the console: the page of budgets, or as long as there is none, that of runs. */
const PERIODS_PATH = PAGES.find(({ name }) => name === 'budget')?.menuPath ?? '/clearing';

/** What an item says: what is to be done, of what. */
function itemText({ kind, name, insurance, periods = [], count = 0 }: WorkItem, t: typeof workbenchZh): string {
  const whose = [insurance === undefined ? '' : t.insurances[insurance], periodNames(periods, t)].filter((word) => word !== '').join(' ');
  const says: Readonly<Record<WorkItem['kind'], (what: string, count: number) => string>> = t.says;
  return says[kind](name ?? whose, count);
}

/** What the check of an own draft finds by now, beside its line. */
function DraftFindings({ draftId }: { readonly draftId: string }) {
  const t = useTexts({ zh: workbenchZh, en: workbenchEn });
  const { region } = usePlace();
  const asked = useAsk(DraftFindingsDocument, { region: region.code, draftId });
  const report = asked.data?.rulesetDraft.check.report;
  if (asked.error !== null) return <span className="note">{t.notChecked}</span>;
  if (report === undefined) return <span className="note">{t.checking}</span>;
  const errors = report.findings.filter(({ severity }) => severity === 'ERROR').length;
  return report.ok && errors === 0 ? <Tag color="success">{t.noErrors}</Tag> : <Tag color="error">{t.errors(errors)}</Tag>;
}

function Item({ item }: { readonly item: WorkItem }) {
  const t = useTexts({ zh: workbenchZh, en: workbenchEn });
  const { kind, isLate, draftId, path = PERIODS_PATH } = item;
  const isOwn = kind === 'WRITE' || kind === 'REWORK';
  return (
    <li>
      <Tag color={isLate || kind === 'REWORK' ? 'error' : 'processing'}>{t.kinds[kind]}</Tag>
      <PlaceLink to={path}>{itemText(item, t)}</PlaceLink>
      {isOwn && draftId !== undefined && <DraftFindings draftId={draftId} />}
    </li>
  );
}

/** 待办 what waits for the caller: each line leads to its page. */
export function WaitingForYou({ worklist }: { readonly worklist: Worklist }) {
  const t = useTexts({ zh: workbenchZh, en: workbenchEn });
  const { items, isPending, error, refetch } = worklist;
  const isEmpty = items.length === 0 && error === null;
  return (
    <section className="panel" aria-label={t.waiting}>
      <h2>{isPending || error !== null ? t.waiting : t.waitingCount(items.length)}</h2>
      {error !== null && <Failure error={error} retry={refetch} />}
      {isPending && items.length === 0 && error === null && <Waiting />}
      {!isPending && isEmpty && <Nothing>{t.nothing}</Nothing>}
      {items.length > 0 && (
        <ul className="worklist" aria-label={t.waiting}>
          {items.map((item) => (
            <Item key={item.key} item={item} />
          ))}
        </ul>
      )}
    </section>
  );
}
