import { Alert } from 'antd';
import { TakeInCatalogueDocument, type CataloguePlaceFragment } from '../../../generated/catalogue/take-in/graphql.ts';
import { DataTable } from '../../../parts/data-table.tsx';
import type { Column } from '../../../parts/table-columns.ts';
import { said, useLanguage, useTexts, type Language } from '../../../texts/language.tsx';
import { catalogueFileEn } from '../../../texts/en/catalogue-file.ts';
import { catalogueFileZh } from '../../../texts/zh/catalogue-file.ts';
import type { CatalogueInput, CatalogueReport } from './use-catalogue-file.ts';

/** A row that is not the same in two catalogues. */
export type Difference = NonNullable<CatalogueReport['differences']>[number];
type Cell = Difference['cells'][number];
type Texts = typeof catalogueFileZh;

function placeColumns(language: Language, t: Texts): readonly Column<CataloguePlaceFragment & { readonly key: string }>[] {
  return [
    { key: 'line', title: t.line, kind: 'FIGURE', width: 70, text: ({ line }) => (line === 0 ? '' : String(line)) },
    { key: 'column', title: t.column, width: 160, text: ({ heading }) => heading },
    { key: 'what', title: t.what, kind: 'DAY', width: 560, text: ({ message }) => said(message, language) },
    { key: 'code', title: t.problemCode, isExtra: true, width: 200, text: ({ code }) => code },
  ];
}

interface PlacesProps {
  readonly name: string;
  readonly title: string;
  readonly places: readonly CataloguePlaceFragment[];
  readonly input: CatalogueInput;
}

function Places({ name, title, places, input }: PlacesProps) {
  const t = useTexts({ zh: catalogueFileZh, en: catalogueFileEn });
  const { language } = useLanguage();
  if (places.length === 0) return null;
  return (
    <DataTable
      name={name}
      title={title}
      columns={placeColumns(language, t)}
      rows={places.map((place, index) => ({ ...place, key: String(index) }))}
      rowKey={({ key }) => key}
      nothing={t.noFaults}
      asked={{ operation: TakeInCatalogueDocument, variables: { input: { ...input, dryRun: true } } }}
    />
  );
}

const textOf = ({ heading, before, after }: Cell, t: Texts): string =>
  t.fromTo(heading, before === '' ? t.none : before, after === '' ? t.none : after);

/** What became of each row, cell by cell. */
export function differenceColumns(t: Texts): readonly Column<Difference>[] {
  return [
    { key: 'kind', title: t.became, width: 80, text: ({ kind }) => t.kinds[kind] },
    { key: 'line', title: t.line, kind: 'FIGURE', width: 70, text: ({ line }) => (line === null ? '' : String(line)) },
    { key: 'code', title: t.code, kind: 'DAY', width: 210, text: ({ code }) => code },
    { key: 'name', title: t.name, kind: 'DAY', width: 220, text: ({ name }) => name },
    {
      key: 'cells',
      title: t.cells,
      kind: 'DAY',
      width: 460,
      text: ({ cells }) => cells.map((cell) => textOf(cell, t)).join(t.semicolon),
      show: ({ cells }) => (
        <ul className="changed-cells">
          {cells.map(({ column, heading, before, after }) => (
            <li key={column}>
              {heading} {before !== '' && <del>{before}</del>} {after !== '' && <ins>{after}</ins>}
            </li>
          ))}
        </ul>
      ),
    },
  ];
}

interface SeenProps {
  readonly report: CatalogueReport;
  readonly input: CatalogueInput;
}

function told({ read, problemCount, differences }: CatalogueReport, t: Texts): string {
  if (problemCount > 0) return t.wrong(problemCount);
  if (differences === null) return t.checked(read);
  if (differences.length === 0) return t.same(read);
  const count = (kind: Difference['kind']): number => differences.filter((one) => one.kind === kind).length;
  return t.counts(read, count('ADDED'), count('REMOVED'), count('CHANGED'));
}

/** What a check says: what is wrong, at its cell; or what is not the same, row by row. */
export function CatalogueSeen({ report, input }: SeenProps) {
  const t = useTexts({ zh: catalogueFileZh, en: catalogueFileEn });
  const { problems, problemCount, warnings, differences } = report;
  const operation = { operation: TakeInCatalogueDocument, variables: { input: { ...input, dryRun: true } } };
  return (
    <>
      <Alert
        type={problemCount > 0 ? 'error' : 'info'}
        showIcon
        role={problemCount > 0 ? 'alert' : 'status'}
        title={told(report, t)}
        {...(problemCount > problems.length ? { description: t.onlyFirst(problems.length) } : {})}
      />
      <Places name="catalogue-file-faults" title={t.faults} places={problems} input={input} />
      {differences !== null && differences.length > 0 && (
        <DataTable<Difference>
          name="catalogue-file-differences"
          title={t.differences}
          columns={differenceColumns(t)}
          rows={differences}
          rowKey={({ code }) => code}
          nothing={t.noFaults}
          asked={operation}
        />
      )}
      <Places name="catalogue-file-warnings" title={t.warnings} places={warnings} input={input} />
    </>
  );
}
