import { Alert } from 'antd';
import { RecordYearFileDocument, type FilePlaceFragment } from '../../../generated/budget/files/graphql.ts';
import { DataTable } from '../../../parts/data-table.tsx';
import { printDecimalText } from '../../../parts/decimal-text.ts';
import type { Column } from '../../../parts/table-columns.ts';
import { said, useLanguage, useTexts, type Language } from '../../../texts/language.tsx';
import { yearFilesEn } from '../../../texts/en/year-files.ts';
import { yearFilesZh } from '../../../texts/zh/year-files.ts';
import type { YearFileInput, YearFileReport } from './use-year-file.ts';

interface PlacesProps {
  readonly title: string;
  readonly places: readonly FilePlaceFragment[];
  readonly input: YearFileInput;
  /** What stands in a line, where lines have a name. */
  readonly nameOf: ((line: number) => string) | undefined;
}

function columnsOf(nameOf: PlacesProps['nameOf'], language: Language, t: typeof yearFilesZh): readonly Column<FilePlaceFragment>[] {
  const headings: Readonly<Record<string, string>> = t.headings;
  return [
    { key: 'line', title: t.line, kind: 'FIGURE', width: 70, text: ({ line }) => String(line) },
    ...(nameOf === undefined
      ? []
      : [
          {
            key: 'name',
            title: t.institutionFaults,
            kind: 'DAY' as const,
            width: 220,
            text: ({ line }: FilePlaceFragment) => nameOf(line),
          },
        ]),
    { key: 'column', title: t.column, width: 120, text: ({ column }) => headings[column] ?? column },
    { key: 'what', title: t.what, kind: 'DAY', width: 520, text: ({ message }) => said(message, language) },
    { key: 'code', title: t.code, isExtra: true, width: 200, text: ({ code }) => code },
  ];
}

function Places({ title, places, input, nameOf }: PlacesProps) {
  const t = useTexts({ zh: yearFilesZh, en: yearFilesEn });
  const { language } = useLanguage();
  if (places.length === 0) return null;
  const numbered = places.map((place, index) => ({ ...place, key: String(index) }));
  return (
    <DataTable<FilePlaceFragment & { readonly key: string }>
      name="year-file-places"
      title={title}
      columns={columnsOf(nameOf, language, t)}
      rows={numbered}
      rowKey={({ key }) => key}
      nothing={t.noFaults}
      asked={{ operation: RecordYearFileDocument, variables: { input: { ...input, dryRun: true, idempotencyKey: 'check' } } }}
    />
  );
}

function told({ read, stored, repeated, recorded, amount, unchanged, problemCount }: YearFileReport, t: typeof yearFilesZh): string {
  if (problemCount > 0) return t.wrong(problemCount);
  if (repeated) return t.repeated;
  const sum = amount === null || recorded === 0 ? '' : ` · ${t.amountSum(printDecimalText(amount))}`;
  return `${stored ? t.recorded(recorded, unchanged) : t.checked(read, recorded, unchanged)}${sum}`;
}

interface ReportProps extends Pick<PlacesProps, 'input' | 'nameOf'> {
  readonly report: YearFileReport;
}

/** What a check or a recording says: how many rows, their sum, and row by row what is wrong. */
export function Report({ report, input, nameOf }: ReportProps) {
  const t = useTexts({ zh: yearFilesZh, en: yearFilesEn });
  const { problems, problemCount, warnings, stored } = report;
  return (
    <>
      <Alert
        type={problemCount > 0 ? 'error' : stored ? 'success' : 'info'}
        showIcon
        className="budget-warning"
        role={problemCount > 0 ? 'alert' : 'status'}
        title={told(report, t)}
        {...(problemCount > problems.length ? { description: t.tooMany(problems.length, problemCount) } : {})}
      />
      <Places title={t.fileFaults} places={problems} input={input} nameOf={nameOf} />
      <Places title={t.warnings} places={warnings} input={input} nameOf={nameOf} />
    </>
  );
}
