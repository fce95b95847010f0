import { Tag } from 'antd';
import type { ReactNode } from 'react';
import type { ExamplesRunFragment } from '../../generated/checks/graphql.ts';
import type { AskedOperation } from '../../parts/operation-text.ts';
import { DataTable } from '../../parts/data-table.tsx';
import type { Column } from '../../parts/table-columns.ts';
import { checksEn } from '../../texts/en/checks.ts';
import { checksZh } from '../../texts/zh/checks.ts';
import { said, useLanguage, useTexts } from '../../texts/language.tsx';
import { factLines } from '../../parts/fact-lines.ts';

type Row = ExamplesRunFragment['examples'][number];

const SHOWN_LINES = 6;

/** Lines of facts; of many only the first stand there, the rest unfold. */
function Lines({ lines }: { readonly lines: readonly string[] }) {
  const t = useTexts({ zh: checksZh, en: checksEn });
  const rest = lines.slice(SHOWN_LINES);
  return (
    <div className="example-lines">
      {lines.slice(0, SHOWN_LINES).map((line) => (
        <span key={line}>{line}</span>
      ))}
      {rest.length > 0 && (
        <details>
          <summary>{t.moreLines(rest.length)}</summary>
          {rest.map((line) => (
            <span key={line}>{line}</span>
          ))}
        </details>
      )}
    </div>
  );
}

/** What came out: as expected, or what differs. */
function Outcome({ row: { passed, failures } }: { readonly row: Row }) {
  const t = useTexts({ zh: checksZh, en: checksEn });
  if (passed) return <Tag color="success">{t.passed}</Tag>;
  return (
    <div className="example-lines">
      <Tag color="error">{t.failed}</Tag>
      {failures.map(({ field, expected, actual }) => (
        <span key={field}>{t.differs(field, expected, actual)}</span>
      ))}
    </div>
  );
}

interface ExamplesProps {
  readonly report: ExamplesRunFragment;
  readonly asked: AskedOperation;
  /** What can be done about those that differ. */
  readonly actions?: ReactNode;
}

/** 算例 the examples of a document: what is given, what is expected, what came out, by which rules. */
export function Examples({ report: { total, passed, examples }, asked, actions }: ExamplesProps) {
  const t = useTexts({ zh: checksZh, en: checksEn });
  const { language } = useLanguage();
  const nameOf = ({ id, label }: Row): string => (label === null ? id : `${id} ${said(label, language)}`);
  const columns: readonly Column<Row>[] = [
    { key: 'id', title: t.example, width: 150, text: nameOf },
    { key: 'scope', title: t.scope, width: 90, text: ({ scope }) => t.scopes[scope] ?? scope },
    {
      key: 'given',
      title: t.given,
      width: 250,
      text: ({ given }) => factLines(given).join('\n'),
      show: ({ given }) => <Lines lines={factLines(given)} />,
    },
    {
      key: 'expect',
      title: t.expected,
      width: 200,
      text: ({ expect }) => factLines(expect).join('\n'),
      show: ({ expect }) => <Lines lines={factLines(expect)} />,
    },
    { key: 'fired', title: t.fired, width: 140, text: ({ fired }) => fired.join('、') },
    { key: 'held', title: t.held, width: 160, text: ({ held }) => held.join('、') },
    {
      key: 'outcome',
      title: t.outcome,
      width: 220,
      text: (row) =>
        row.passed ? t.passed : row.failures.map(({ field, expected, actual }) => t.differs(field, expected, actual)).join('\n'),
      show: (row) => <Outcome row={row} />,
    },
  ];
  const inOrder = [...examples.filter((one) => !one.passed), ...examples.filter((one) => one.passed)];
  return (
    <section className="panel">
      <h2>{t.examples}</h2>
      <p>
        <Tag color={passed === total ? 'success' : 'error'}>{t.passedOf(passed, total)}</Tag> {actions}
      </p>
      <DataTable<Row>
        name="examples"
        title={t.examples}
        columns={columns}
        rows={inOrder}
        rowKey={({ id }) => id}
        nothing={t.noExamples}
        asked={asked}
        rowClassName={(row) => (row.passed ? '' : 'example-failed')}
      />
    </section>
  );
}
