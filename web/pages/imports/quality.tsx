import { Button, Tag } from 'antd';
import { useState } from 'react';
import { useAsk, useList, useWhole } from '../../api/operations.ts';
import { usePlace } from '../../frame/place.tsx';
import {
  QualityCountsDocument,
  QualityFindingsDocument,
  QualityInstitutionsDocument,
  type QualityCountsQuery,
  type QualityFindingsQuery,
} from '../../generated/imports/graphql.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { Failure } from '../../parts/failure.tsx';
import { Loaded, Waiting } from '../../parts/states.tsx';
import type { Column } from '../../parts/table-columns.ts';
import { said, useLanguage, useTexts, type Language } from '../../texts/language.tsx';
import { importsEn } from '../../texts/en/imports.ts';
import { importsZh } from '../../texts/zh/imports.ts';

type Count = QualityCountsQuery['qualitySummary'][number];
type Finding = QualityFindingsQuery['qualityResults']['edges'][number]['node'];

function countColumns(
  t: typeof importsZh,
  names: ReadonlyMap<string, string>,
  look: (institution: string) => void,
): readonly Column<Count>[] {
  const figure = (key: string, title: string, text: (count: Count) => string): Column<Count> => ({
    key,
    title,
    text,
    width: 100,
    kind: 'FIGURE',
  });
  return [
    {
      key: 'institution',
      title: t.institutionCode,
      kind: 'DAY',
      width: 150,
      text: ({ institutionCode }) => institutionCode,
      show: ({ institutionCode }) => (
        <Button size="small" type="link" onClick={() => look(institutionCode)}>
          {institutionCode}
        </Button>
      ),
    },
    { key: 'name', title: t.institutionName, width: 210, text: ({ institutionCode }) => names.get(institutionCode) ?? '' },
    { key: 'dimension', title: t.dimension, width: 90, text: ({ dimension }) => t.dimensions[dimension] },
    figure('submitted', t.submitted, ({ submitted }) => String(submitted)),
    figure('conforming', t.conforming, ({ conforming }) => String(conforming)),
    { key: 'ratio', title: t.ratio, kind: 'DAY', width: 110, isExtra: true, text: ({ ratio }) => ratio },
    figure('errors', t.errors, ({ errors }) => String(errors)),
    figure('warnings', t.hints, ({ warnings }) => String(warnings)),
    figure('returned', t.returned, ({ returned }) => String(returned)),
  ];
}

function findingColumns(t: typeof importsZh, language: Language): readonly Column<Finding>[] {
  return [
    { key: 'institution', title: t.institutionCode, width: 150, text: ({ institutionCode }) => institutionCode },
    { key: 'case', title: t.caseNo, kind: 'DAY', width: 160, text: ({ caseNo }) => caseNo },
    { key: 'rule', title: t.rule, width: 320, text: ({ label }) => said(label, language) },
    { key: 'dimension', title: t.dimension, width: 90, text: ({ dimension }) => t.dimensions[dimension] },
    {
      key: 'level',
      title: t.level,
      width: 80,
      text: ({ level }) => t.levels[level],
      show: ({ level }) => <Tag color={level === 'ERROR' ? 'error' : 'warning'}>{t.levels[level]}</Tag>,
    },
    { key: 'returned', title: t.sentBack, width: 90, text: ({ returned }) => (returned ? t.yes : t.no) },
    {
      key: 'state',
      title: t.state,
      width: 130,
      text: ({ open, closedHow }) => (open || closedHow === null ? t.open : t.closings[closedHow]),
    },
    { key: 'submitted', title: t.submittedOn, kind: 'DAY', width: 110, text: ({ submittedOn }) => submittedOn },
    { key: 'discharged', title: t.dischargeDate, kind: 'DAY', width: 110, text: ({ dischargeDate }) => dischargeDate },
    { key: 'field', title: t.field, isExtra: true, text: ({ field }) => field },
    { key: 'name', title: t.ruleName, isExtra: true, text: ({ rule }) => rule },
  ];
}

function Findings({ institution }: { readonly institution: string | undefined }) {
  const t = useTexts({ zh: importsZh, en: importsEn });
  const { language } = useLanguage();
  const { region } = usePlace();
  const variables = { region: region.code, filter: institution === undefined ? {} : { institutionCode: institution } };
  const listed = useList(QualityFindingsDocument, variables, (data) => data.qualityResults);
  if (listed.error !== null) return <Failure error={listed.error} retry={listed.refetch} />;
  if (listed.isPending) return <Waiting />;
  return (
    <DataTable<Finding>
      name="quality-findings"
      title={t.findings}
      columns={findingColumns(t, language)}
      rows={listed.rows}
      rowKey={({ institutionCode, caseNo, rule, submittedOn, level }) => `${institutionCode} ${caseNo} ${rule} ${submittedOn} ${level}`}
      nothing={t.noFindings}
      asked={{ operation: QualityFindingsDocument, variables }}
      isLoading={listed.isFetching}
      more={listed.more}
    />
  );
}

/** 清单质控 how good the lists of each institution are, and what each rule found; an institution sees its own. */
export function Quality() {
  const t = useTexts({ zh: importsZh, en: importsEn });
  const { region } = usePlace();
  const variables = { region: region.code };
  const asked = useAsk(QualityCountsDocument, variables);
  const institutions = useWhole(QualityInstitutionsDocument, variables, (data) => data.region?.institutions);
  const names = new Map(institutions.rows.map(({ code, name }) => [code, name]));
  const [institution, look] = useState<string>();
  return (
    <>
      <section className="panel">
        <h2>{t.byInstitution}</h2>
        <p className="note">{t.ratioNote}</p>
        <Loaded asked={asked}>
          {({ qualitySummary }) => (
            <DataTable<Count>
              name="quality-counts"
              title={t.byInstitution}
              columns={countColumns(t, names, look)}
              rows={qualitySummary}
              rowKey={({ institutionCode, dimension }) => `${institutionCode} ${dimension}`}
              nothing={t.noLists}
              asked={{ operation: QualityCountsDocument, variables }}
            />
          )}
        </Loaded>
      </section>
      <section className="panel">
        <h2>{t.findings}</h2>
        {institution !== undefined && (
          <Tag closable onClose={() => look(undefined)}>
            {t.onlyOf(institution)}
          </Tag>
        )}
        <Findings key={institution} institution={institution} />
      </section>
    </>
  );
}
