import { DownloadOutlined, SettingOutlined } from '@ant-design/icons';
import { App, Button, Checkbox, Dropdown, Input, Popover, Table, type TableColumnType } from 'antd';
import { useMemo, useRef, useState, type Key } from 'react';
import { useTexts } from '../texts/language.tsx';
import { partsEn } from '../texts/en/parts.ts';
import { partsZh } from '../texts/zh/parts.ts';
import { CopyAsGraphql } from './copy-as-graphql.tsx';
import { Figure } from './figure.tsx';
import type { AskedOperation } from './operation-text.ts';
import { usePrinting } from './printing.ts';
import { saveCsv, saveWorkbook } from './sheet-file.ts';
import { choicesOf, compareRows, rowsWith, writtenTable, type Column } from './table-columns.ts';
import { useTableWidth } from './wide-table.ts';

/** A table of the console. */
export interface DataTableProps<Row> {
  /** Names the table: its files, and the choice of columns that this computer keeps. Unique among the tables of the console. */
  readonly name: string;
  /** What it shows, for screen readers and as the name of the file. */
  readonly title: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  /** What is said where there are no rows. */
  readonly nothing: string;
  /** What the rows were read by. */
  readonly asked: AskedOperation;
  /** Rows are still being read. */
  readonly isLoading?: boolean;
  /** How many there are in all, where pages of them are read. */
  readonly totalCount?: number | undefined;
  /** Reads the next page. */
  readonly more?: (() => void) | undefined;
  readonly rowClassName?: (row: Row) => string;
  /** Rows are chosen for something that is then done with them: their keys. */
  readonly chosen?: readonly string[];
  readonly choose?: (keys: readonly string[]) => void;
}

/** So many rows at most are all drawn for paper; longer tables are exported and printed from there. */
const MOST_PRINTED = 2_000;
/** From so many rows on only those that are seen are drawn. */
const DRAWN_AT_ONCE = 200;
const HEIGHT = 560;
const WIDTH = 140;

function useShownColumns<Row>(name: string, columns: readonly Column<Row>[]) {
  const kept = `dip.columns.${name}`;
  const [chosen, setChosen] = useState<readonly string[]>(() => {
    const known = localStorage.getItem(kept)?.split(',') ?? [];
    const valid = columns.filter(({ key }) => known.includes(key));
    return (valid.length > 0 ? valid : columns.filter(({ isExtra }) => isExtra !== true)).map(({ key }) => key);
  });
  const choose = (keys: readonly string[]): void => {
    if (keys.length === 0) return; // a table without columns could not be mended
    localStorage.setItem(kept, keys.join(','));
    setChosen(keys);
  };
  return { shown: columns.filter(({ key }) => chosen.includes(key)), chosen, choose };
}

function antColumn<Row>(column: Column<Row>, rows: readonly Row[]): TableColumnType<Row> {
  const choices = choicesOf(column, rows);
  const { key, title, kind, text, show, width = WIDTH } = column;
  return {
    key,
    title,
    width,
    align: kind === 'FIGURE' ? 'right' : 'left',
    sorter: compareRows(column),
    render: (_: unknown, row: Row) => show?.(row) ?? (kind === 'FIGURE' ? <Figure value={text(row)} /> : text(row)),
    ...(choices.length === 0
      ? {}
      : {
          filters: choices.map((value) => ({ text: value === '' ? '—' : value, value })),
          filterSearch: choices.length > 10,
          onFilter: (value: unknown, row: Row) => text(row) === value,
        }),
  };
}

interface ToolsProps<Row> extends Pick<DataTableProps<Row>, 'title' | 'columns' | 'asked'> {
  readonly chosen: readonly string[];
  readonly choose: (keys: readonly string[]) => void;
  readonly setTyped: (typed: string) => void;
  readonly save: (format: string) => Promise<void>;
}

function Tools<Row>({ title, columns, asked, chosen, choose, setTyped, save }: ToolsProps<Row>) {
  const t = useTexts({ zh: partsZh, en: partsEn });
  const options = columns.map((column) => ({ label: column.title, value: column.key }));
  const items = [
    { key: 'xlsx', label: t.asWorkbook },
    { key: 'csv', label: t.asCsv },
  ];
  return (
    <div className="table-tools">
      <Input
        size="small"
        allowClear
        className="table-filter"
        placeholder={t.filter}
        aria-label={t.filterOf(title)}
        onChange={({ target }) => setTyped(target.value)}
      />
      <Popover
        trigger="click"
        placement="bottomRight"
        content={<Checkbox.Group className="column-choice" options={options} value={[...chosen]} onChange={choose} />}
      >
        <Button size="small" icon={<SettingOutlined aria-hidden />}>
          {t.columns}
        </Button>
      </Popover>
      <Dropdown trigger={['click']} menu={{ items, onClick: ({ key }) => void save(key) }}>
        <Button size="small" icon={<DownloadOutlined aria-hidden />}>
          {t.exportAs}
        </Button>
      </Dropdown>
      <CopyAsGraphql asked={asked} />
    </div>
  );
}

interface CountProps extends Pick<DataTableProps<object>, 'isLoading' | 'more'> {
  readonly found: number;
  readonly all: number;
  readonly isWider: boolean;
}

/** How many rows there are, whether more of them can be read, and whether there is more to the side. */
function Count({ found, all, isWider, isLoading = false, more }: CountProps) {
  const t = useTexts({ zh: partsZh, en: partsEn });
  return (
    <>
      {found > MOST_PRINTED && <p className="only-printed">{t.printedInPart(found, MOST_PRINTED)}</p>}
      <p className="note table-count" aria-live="polite">
        {t.rows(found, all)}
        {isWider && <span className="table-scrolls">{t.scrolls}</span>}
        {more !== undefined && (
          <Button size="small" type="link" onClick={more} loading={isLoading}>
            {t.more}
          </Button>
        )}
      </p>
    </>
  );
}

/**
 * A table with what every table of the console has: sorting and filters by column, a filter over all of them, a choice of columns, export of
 * what is shown to Excel and CSV, and the operation that it was read by.
 */
export function DataTable<Row extends object>(props: DataTableProps<Row>) {
  const {
    name,
    title,
    columns,
    rows,
    rowKey,
    nothing,
    asked,
    isLoading = false,
    totalCount,
    more,
    rowClassName,
    choose: chooseRows,
  } = props;
  const t = useTexts({ zh: partsZh, en: partsEn });
  const { shown, chosen, choose } = useShownColumns(name, columns);
  const [typed, setTyped] = useState('');
  const found = useMemo(() => rowsWith(rows, columns, typed), [rows, columns, typed]);
  const inOrder = useRef<readonly Row[] | undefined>(undefined);
  const { message } = App.useApp();
  const save = async (format: string): Promise<void> => {
    const isFound = new Set(found);
    const table = writtenTable(title, shown, inOrder.current?.filter((row) => isFound.has(row)) ?? found);
    try {
      await (format === 'csv' ? saveCsv(table) : saveWorkbook(table));
    } catch {
      void message.error(t.notExported);
    }
  };
  const isPrinting = usePrinting();
  const isLong = found.length > DRAWN_AT_ONCE && !(isPrinting && found.length <= MOST_PRINTED);
  const width = shown.reduce((sum, column) => sum + (column.width ?? WIDTH), 0);
  const { frame, isWider, hasMore } = useTableWidth();
  return (
    <section className={hasMore ? 'data-table data-table-more' : 'data-table'} aria-label={title} ref={frame}>
      <Tools title={title} columns={columns} asked={asked} chosen={chosen} choose={choose} setTyped={setTyped} save={save} />
      <Table<Row>
        size="small"
        rowKey={rowKey}
        columns={shown.map((column, index) => ({
          ...antColumn(column, rows),
          ...(isWider && index === 0 ? { fixed: 'left' as const } : {}),
        }))}
        dataSource={[...found]}
        loading={isLoading}
        pagination={false}
        {...(isLong ? {} : { tableLayout: 'auto' as const })}
        virtual={isLong}
        scroll={isLong ? { x: width, y: HEIGHT } : { x: true }}
        locale={{ emptyText: rows.length === 0 ? nothing : t.nothingFound }}
        onChange={(_page, _filters, _sorter, { currentDataSource }) => void (inOrder.current = currentDataSource)}
        {...(rowClassName === undefined ? {} : { rowClassName })}
        {...(chooseRows === undefined
          ? {}
          : {
              rowSelection: {
                hideSelectAll: true,
                selectedRowKeys: [...(props.chosen ?? [])],
                onChange: (keys: readonly Key[]) => chooseRows(keys.map(String)),
              },
            })}
      />
      <Count {...{ isLoading, more, isWider }} found={found.length} all={totalCount ?? rows.length} />
    </section>
  );
}
