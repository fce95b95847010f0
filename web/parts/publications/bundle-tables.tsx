import { Descriptions } from 'antd';
import type { AskedOperation } from '../operation-text.ts';
import { DataTable } from '../data-table.tsx';
import { Money } from '../figure.tsx';
import type { Column } from '../table-columns.ts';
import { said, useLanguage, useTexts, type Language } from '../../texts/language.tsx';
import { publicationsEn } from '../../texts/en/publications.ts';
import { publicationsZh } from '../../texts/zh/publications.ts';
import type { ShownAmount, ShownBundle, ShownFigure } from './bundle-parse.ts';
import { periodName } from './period-name.ts';

type Texts = typeof publicationsZh;
type Label = ShownAmount['label'];
type Progress = ShownBundle['progress'][number];
type InsuredRegion = NonNullable<ShownBundle['insuredRegions']>['rows'][number];

interface CellFigure extends ShownFigure {
  readonly kind: string;
  readonly code: string;
  readonly name: string;
  readonly label: string;
  readonly unit: string;
}

const labelOf = ({ zh, en }: Label, language: Language): string => said({ zh, en: en ?? null }, language);

function figureRows({ cells, indicators }: ShownBundle, language: Language): readonly CellFigure[] {
  const known = new Map(indicators.map((one) => [one.id, one]));
  return cells.flatMap(({ kind, code, name, figures }) =>
    figures.map((figure) => {
      const indicator = known.get(figure.indicator);
      const label = indicator === undefined ? figure.indicator : labelOf(indicator.label, language);
      return { kind, code, name, ...figure, label, unit: indicator?.unit ?? '' };
    }),
  );
}

function figureColumns(t: Texts): readonly Column<CellFigure>[] {
  return [
    { key: 'kind', title: t.cell, width: 80, text: ({ kind }) => t.cells[kind] ?? kind },
    { key: 'name', title: t.cellName, kind: 'DAY', width: 200, text: ({ name }) => name },
    { key: 'code', title: t.code, kind: 'DAY', isExtra: true, width: 130, text: ({ code }) => code },
    { key: 'label', title: t.indicator, width: 220, text: ({ label }) => label },
    { key: 'value', title: t.value, kind: 'FIGURE', width: 140, text: ({ value }) => value ?? '' },
    { key: 'unit', title: t.unit, kind: 'DAY', width: 100, text: ({ unit }) => (unit === '1' ? '' : (t.units[unit] ?? unit)) },
    { key: 'reason', title: t.whyNone, width: 220, text: ({ reason }) => (reason === null ? '' : (t.reasons[reason] ?? reason)) },
  ];
}

interface AmountRow {
  readonly name: string;
  readonly label: string;
  readonly amount: string | null;
}

function amountColumns(t: Texts): readonly Column<AmountRow>[] {
  return [
    { key: 'label', title: t.item, kind: 'DAY', width: 320, text: ({ label }) => label },
    {
      key: 'amount',
      title: t.amount,
      kind: 'FIGURE',
      width: 180,
      text: ({ amount }) => amount ?? '',
      show: ({ amount }) => <Money yuan={amount} />,
    },
    {
      key: 'reason',
      title: t.whyNone,
      kind: 'DAY',
      width: 240,
      text: ({ amount }) => (amount === null ? (t.reasons.SUPPRESSED ?? '') : ''),
    },
  ];
}

function progressColumns(t: Texts): readonly Column<Progress>[] {
  const count = (key: 'institutions' | 'declared' | 'reviewed' | 'paid'): Column<Progress> => ({
    key,
    title: t.counts[key],
    kind: 'FIGURE',
    width: 90,
    text: (row) => String(row[key]),
  });
  return [
    { key: 'period', title: t.period, kind: 'DAY', width: 110, text: ({ period }) => periodName(period, t) },
    { key: 'state', title: t.state, width: 150, text: ({ state }) => t.states[state] ?? state },
    { key: 'run', title: t.run, kind: 'DAY', width: 110, text: ({ runNo }) => (runNo === null ? '' : t.runOf(runNo)) },
    count('institutions'),
    count('declared'),
    count('reviewed'),
    count('paid'),
  ];
}

function regionColumns(t: Texts, value: string): readonly Column<InsuredRegion>[] {
  return [
    {
      key: 'region',
      title: t.insuredRegion,
      kind: 'DAY',
      width: 180,
      text: ({ insuredRegionCode }) => insuredRegionCode ?? t.otherRegions,
    },
    { key: 'cases', title: t.cases, kind: 'FIGURE', width: 90, text: ({ cases }) => cases },
    { key: 'value', title: value, kind: 'FIGURE', width: 160, text: (row) => row.value },
    { key: 'amount', title: t.amount, kind: 'FIGURE', width: 160, text: ({ amount }) => amount },
  ];
}

interface TablesProps {
  readonly bundle: ShownBundle;
  readonly asked: AskedOperation;
}

function Head({ bundle: { period, ruleset, runs, smallCell } }: Pick<TablesProps, 'bundle'>) {
  const t = useTexts({ zh: publicationsZh, en: publicationsEn });
  const { language } = useLanguage();
  const items = [
    { key: 'period', label: t.period, children: t.periodDays(labelOf(period.label, language), period.from, period.to) },
    { key: 'runs', label: t.fromRuns, children: runs.map(({ runNo }) => t.runOf(runNo)).join(t.comma) },
    { key: 'ruleset', label: t.ruleset, children: ruleset.version },
    { key: 'small', label: t.smallCells, children: t.smallCellsNote(smallCell.min) },
  ];
  return <Descriptions size="small" bordered column={2} items={items} />;
}

/** 公布包 everything that is published of a period, a table each as in the workbook. */
export function BundleTables({ bundle, asked }: TablesProps) {
  const t = useTexts({ zh: publicationsZh, en: publicationsEn });
  const { language } = useLanguage();
  const { execution, insuredRegions } = bundle;
  const amount = ({ name, label, amount: yuan }: ShownAmount): AmountRow => ({ name, label: labelOf(label, language), amount: yuan });
  const executed: readonly AmountRow[] = [
    ...execution.accounts.map(amount),
    { name: 'budget', label: t.yearBudget, amount: execution.budget },
    { name: 'paid', label: t.paidOut, amount: execution.paid },
  ];
  const common = { nothing: t.nothingOf, asked };
  return (
    <>
      <Head bundle={bundle} />
      <h3>{t.figures}</h3>
      <DataTable<CellFigure>
        {...common}
        name="publication-figures"
        title={t.figures}
        columns={figureColumns(t)}
        rows={figureRows(bundle, language)}
        rowKey={({ kind, code, indicator }) => `${kind} ${code} ${indicator}`}
      />
      <h3>{t.fund}</h3>
      <DataTable<AmountRow>
        {...common}
        name="publication-fund"
        title={t.fund}
        columns={amountColumns(t)}
        rows={bundle.fund.map(amount)}
        rowKey={({ name }) => name}
      />
      <h3>{t.execution}</h3>
      {execution.paidShare !== null && <p>{t.paidShare(execution.paidShare)}</p>}
      <DataTable<AmountRow>
        {...common}
        name="publication-execution"
        title={t.execution}
        columns={amountColumns(t)}
        rows={executed}
        rowKey={({ name, label }) => `${name} ${label}`}
      />
      <h3>{t.progress}</h3>
      <DataTable<Progress>
        {...common}
        name="publication-progress"
        title={t.progress}
        columns={progressColumns(t)}
        rows={bundle.progress}
        rowKey={({ period }) => period}
      />
      {insuredRegions !== undefined && (
        <>
          <h3>{t.insuredRegions}</h3>
          <DataTable<InsuredRegion>
            {...common}
            name="publication-regions"
            title={t.insuredRegions}
            columns={regionColumns(t, labelOf(insuredRegions.label, language))}
            rows={insuredRegions.rows}
            rowKey={({ insuredRegionCode }) => insuredRegionCode ?? 'OTHERS'}
          />
        </>
      )}
    </>
  );
}
