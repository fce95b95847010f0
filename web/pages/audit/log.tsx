import { Button, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'wouter';
import { useList } from '../../api/operations.ts';
import { usePlace } from '../../frame/place.tsx';
import { AuditEventsDocument, type AuditEventShownFragment } from '../../generated/audit/graphql.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { isDay, printInstant } from '../../parts/days.ts';
import { Failure } from '../../parts/failure.tsx';
import { Waiting } from '../../parts/states.tsx';
import type { Column } from '../../parts/table-columns.ts';
import { said, useLanguage, useTexts } from '../../texts/language.tsx';
import { auditEn } from '../../texts/en/audit.ts';
import { auditZh } from '../../texts/zh/audit.ts';
import { EventFacts } from './event-facts.tsx';
import { AUDIT_ACTIONS, EventSubject, useActionText } from './event-words.tsx';

/** By what the log is filtered; all of it stands in the address. */
const FILTERS = ['actor', 'action', 'subject', 'from', 'to'] as const;
type FilterName = (typeof FILTERS)[number];
type Filters = Readonly<Record<FilterName, string>>;

function useFilters() {
  const [search, setSearch] = useSearchParams();
  const text = (name: FilterName): string => search.get(name) ?? '';
  const stated: Filters = { actor: text('actor'), action: text('action'), subject: text('subject'), from: text('from'), to: text('to') };
  const state = (filters: Partial<Filters>): void =>
    setSearch((known) => {
      const changed = new URLSearchParams(known);
      for (const name of FILTERS) {
        const value = filters[name]?.trim() ?? '';
        if (value === '') changed.delete(name);
        else changed.set(name, value);
      }
      return changed;
    });
  return { stated, state };
}

/** The filters as the API has them: days that are none are left out, the form says so. */
function filterOf({ actor, action, subject, from, to }: Filters) {
  return {
    ...(actor === '' ? {} : { actor }),
    ...(action === '' ? {} : { action }),
    ...(subject === '' ? {} : { subject }),
    ...(isDay(from) ? { from } : {}),
    ...(isDay(to) ? { to } : {}),
  };
}

interface FilterFormProps {
  readonly stated: Filters;
  readonly state: (filters: Partial<Filters>) => void;
}

function FilterForm({ stated, state }: FilterFormProps) {
  const t = useTexts({ zh: auditZh, en: auditEn });
  const actionText = useActionText();
  const [typed, setTyped] = useState<Filters>(stated);
  const field = (name: FilterName, more: object = {}) => (
    <label className="audit-filter">
      {t.filters[name]}
      <Input
        size="small"
        value={typed[name]}
        onChange={({ target }) => setTyped((before) => ({ ...before, [name]: target.value }))}
        {...more}
      />
    </label>
  );
  const dayField = (name: 'from' | 'to') =>
    field(name, { placeholder: 'YYYY-MM-DD', maxLength: 10, status: typed[name] === '' || isDay(typed[name]) ? '' : 'error' });
  const clear = (): void => {
    setTyped({ actor: '', action: '', subject: '', from: '', to: '' });
    state({});
  };
  return (
    <form
      className="audit-filters"
      aria-label={t.filterLog}
      onSubmit={(event) => {
        event.preventDefault();
        state(typed);
      }}
    >
      {field('actor')}
      <label className="audit-filter">
        {t.filters.action}
        <Select<string>
          size="small"
          allowClear
          aria-label={t.filters.action}
          showSearch={{ optionFilterProp: 'label' }}
          value={typed.action === '' ? null : typed.action}
          onChange={(value?: string) => setTyped((before) => ({ ...before, action: value ?? '' }))}
          options={AUDIT_ACTIONS.map((value) => ({ value, label: `${actionText(value)} ${value}` }))}
        />
      </label>
      {field('subject')}
      {dayField('from')}
      {dayField('to')}
      <Button size="small" type="primary" htmlType="submit">
        {t.filter}
      </Button>
      <Button size="small" onClick={clear}>
        {t.clear}
      </Button>
    </form>
  );
}

function useColumns(look: (event: AuditEventShownFragment) => void): readonly Column<AuditEventShownFragment>[] {
  const t = useTexts({ zh: auditZh, en: auditEn });
  const { language } = useLanguage();
  const actionText = useActionText();
  return [
    { key: 'seq', title: t.seq, kind: 'FIGURE', width: 80, text: ({ seq }) => String(seq) },
    { key: 'at', title: t.at, kind: 'DAY', width: 150, text: ({ at }) => printInstant(at) },
    { key: 'actor', title: t.actor, width: 140, text: ({ actor }) => actor.name },
    { key: 'action', title: t.action, width: 130, text: ({ action }) => actionText(action) },
    { key: 'verb', title: t.verb, isExtra: true, width: 140, text: ({ action }) => action },
    {
      ...{ key: 'subject', title: t.subject, width: 300 },
      text: ({ subject, subjectSaid }) => (subjectSaid === null ? subject : said(subjectSaid, language)),
      show: (event) => <EventSubject event={event} />,
    },
    {
      key: 'detail',
      title: t.detail,
      width: 90,
      text: ({ detail }) => JSON.stringify(detail),
      show: (event) => (
        <Button size="small" aria-label={t.lookAt(event.seq)} onClick={() => look(event)}>
          {t.look}
        </Button>
      ),
    },
    {
      key: 'hash',
      title: t.hash,
      isExtra: true,
      width: 460,
      text: ({ hash }) => hash,
      show: ({ hash }) => <span className="hash">{hash}</span>,
    },
  ];
}

/** 审计日志 filtered by who, what, when and to what, newest first. */
export function AuditLogShown() {
  const t = useTexts({ zh: auditZh, en: auditEn });
  const { region } = usePlace();
  const { stated, state } = useFilters();
  const [looked, look] = useState<AuditEventShownFragment | undefined>(undefined);
  const variables = { region: region.code, filter: filterOf(stated) };
  const listed = useList(AuditEventsDocument, variables, (data) => data.auditLog);
  const columns = useColumns(look);
  return (
    <section className="panel" aria-label={t.log}>
      <h2>{t.log}</h2>
      <FilterForm key={JSON.stringify(stated)} stated={stated} state={state} />
      {listed.error !== null && <Failure error={listed.error} retry={listed.refetch} />}
      {listed.isUnread ? (
        listed.error === null && <Waiting />
      ) : (
        <DataTable<AuditEventShownFragment>
          name="audit-log"
          title={t.logOf(region.name)}
          columns={columns}
          rows={listed.rows}
          rowKey={({ seq }) => String(seq)}
          nothing={t.noEvents}
          asked={{ operation: AuditEventsDocument, variables }}
          isLoading={listed.isFetching}
          totalCount={listed.totalCount}
          more={listed.more}
        />
      )}
      <Modal
        open={looked !== undefined}
        title={looked && t.eventNo(looked.seq)}
        width={760}
        footer={null}
        onCancel={() => look(undefined)}
        destroyOnHidden
      >
        {looked !== undefined && <EventFacts event={looked} />}
      </Modal>
    </section>
  );
}
