import { Tag } from 'antd';
import type { ReactNode } from 'react';
import type { ExamplesRunFragment } from '../../generated/checks/graphql.ts';
import type { AskedOperation } from '../../parts/operation-text.ts';
import { DataTable } from '../../parts/data-table.tsx';
import type { Column } from '../../parts/table-columns.ts';
import { checksEn } from '../../texts/en/checks.ts';
import { checksZh } from '../../texts/zh/checks.ts';
import { Stated, StatedRules, statedTexts, type RuleSaid } from '../../parts/stated.tsx';
import { said, useLanguage, useTexts, type Language } from '../../texts/language.tsx';

type Row = ExamplesRunFragment['examples'][number];

const SHOWN_LINES = 6;

/** Lines of which only the first stand there, where they are many; the rest unfold. */
function Shortened<One>({ all, show }: { readonly all: readonly One[]; readonly show: (some: readonly One[]) => ReactNode }) {
  const t = useTexts({ zh: checksZh, en: checksEn });
  const rest = all.slice(SHOWN_LINES);
  return (
    <>
      {show(all.slice(0, SHOWN_LINES))}
      {rest.length > 0 && (
        <details>
          <summary>{t.moreLines(rest.length)}</summary>
          {show(rest)}
        </details>
      )}
    </>
  );
}

function differenceOf({ fieldSaid, expectedSaid, actualSaid }: Row['failures'][number], t: typeof checksZh, language: Language): string {
  return t.differs(said(fieldSaid, language), said(expectedSaid, language), said(actualSaid, language));
}

/** What came out: as expected, or what differs. */
function Outcome({ row: { passed, failures } }: { readonly row: Row }) {
  const t = useTexts({ zh: checksZh, en: checksEn });
  const { language } = useLanguage();
  if (passed) return <Tag color="success">{t.passed}</Tag>;
  return (
    <div className="example-lines">
      <Tag color="error">{t.failed}</Tag>
      {failures.map((failure) => (
        <span key={`${failure.field} ${failure.expectedSaid.zh}`} title={failure.field}>
          {differenceOf(failure, t, language)}
        </span>
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
  const nameOf = ({ id, label }: Row): string => (label === null ? id : said(label, language));
  const rules = (all: readonly RuleSaid[]): string => all.map(({ label }) => said(label, language)).join('、');
  const columns: readonly Column<Row>[] = [
    { key: 'id', title: t.example, width: 150, text: nameOf, show: (row) => <span title={row.id}>{nameOf(row)}</span> },
    { key: 'name', title: t.exampleId, isExtra: true, width: 150, text: ({ id }) => id },
    { key: 'scope', title: t.scope, width: 90, text: ({ scope }) => t.scopes[scope] ?? scope },
    {
      key: 'given',
      title: t.given,
      width: 250,
      text: ({ givenSaid }) => statedTexts(givenSaid, language),
      show: ({ givenSaid }) => <Shortened all={givenSaid} show={(some) => <Stated all={some} />} />,
    },
    {
      key: 'expect',
      title: t.expected,
      width: 200,
      text: ({ expectSaid }) => statedTexts(expectSaid, language),
      show: ({ expectSaid }) => <Shortened all={expectSaid} show={(some) => <Stated all={some} />} />,
    },
    {
      key: 'fired',
      title: t.fired,
      width: 150,
      text: ({ firedSaid }) => rules(firedSaid),
      show: ({ firedSaid }) => <StatedRules all={firedSaid} />,
    },
    {
      key: 'held',
      title: t.held,
      width: 180,
      text: ({ heldSaid }) => rules(heldSaid),
      show: ({ heldSaid }) => <Shortened all={heldSaid} show={(some) => <StatedRules all={some} />} />,
    },
    {
      key: 'outcome',
      title: t.outcome,
      width: 220,
      text: (row) => (row.passed ? t.passed : row.failures.map((one) => differenceOf(one, t, language)).join('\n')),
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
