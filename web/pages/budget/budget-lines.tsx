import { Alert, Button, Descriptions, Tag } from 'antd';
import { useState } from 'react';
import { useCaller } from '../../api/caller.tsx';
import { useAsk } from '../../api/operations.ts';
import { YearBudgetDocument, type RevisionShownFragment, type YearBudgetQuery } from '../../generated/budget/graphql.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { printInstant } from '../../parts/days.ts';
import { printDecimalText } from '../../parts/decimal-text.ts';
import { Figure } from '../../parts/figure.tsx';
import { Loaded, Nothing } from '../../parts/states.tsx';
import type { Column } from '../../parts/table-columns.ts';
import { said, useLanguage, useTexts, type Language } from '../../texts/language.tsx';
import { budgetEn } from '../../texts/en/budget.ts';
import { budgetZh } from '../../texts/zh/budget.ts';
import { budgetTree, type TreeLine } from './budget-tree.ts';
import { DecideRevision, RecordBudget } from './budget-revision.tsx';
import type { YearAsked } from './fund-year.ts';

type Data = YearBudgetQuery['fundYear'];
type Facts = Data['facts'];

/** A unit in words; a plain number has none. */
function unitWord(unit: string | null, t: typeof budgetZh): string {
  return unit === null || unit === '1' ? '' : (t.units[unit] ?? unit);
}

function valueWord(value: string, t: typeof budgetZh): string {
  return value === 'true' ? t.yes : value === 'false' ? t.no : value;
}

function columnsOf(t: typeof budgetZh, language: Language): readonly Column<TreeLine>[] {
  const words = (text: TreeLine['label']): string => said(text, language);
  return [
    {
      key: 'line',
      title: t.line,
      kind: 'DAY',
      width: 226,
      text: ({ label }) => words(label),
      show: ({ label, depth, isOutput }) => (
        <span className={`tree-line tree-depth-${depth} ${isOutput ? 'tree-output' : ''}`}>{words(label)}</span>
      ),
    },
    {
      key: 'value',
      title: t.value,
      kind: 'FIGURE',
      width: 136,
      text: ({ value }) => valueWord(value, t),
      show: ({ value, isOutput }) => (isOutput ? <strong>{shownValue(value, t)}</strong> : shownValue(value, t)),
    },
    { key: 'unit', title: t.unit, width: 90, text: ({ unit }) => unitWord(unit, t) },
    { key: 'formula', title: t.formula, kind: 'DAY', width: 250, text: ({ formula }) => (formula === null ? '' : words(formula)) },
    {
      key: 'numbers',
      title: t.substituted,
      kind: 'DAY',
      width: 210,
      text: ({ substituted }) => substituted ?? '',
      show: ({ substituted }) => <span className="figure tree-numbers">{printedNumbers(substituted ?? '')}</span>,
    },
    {
      key: 'basis',
      title: t.basis,
      kind: 'DAY',
      width: 220,
      text: ({ basis }) => basis.map(({ title, article }) => t.cited(title, article)).join('\n'),
      show: ({ basis }) =>
        basis.map(({ title, article, kind }) => (
          <span key={`${title} ${article}`} className="tree-basis">
            {kind === 'ASSUMPTION' && <Tag color="warning">{t.assumption}</Tag>}
            {t.cited(title, article)}
          </span>
        )),
    },
    { key: 'source', title: t.source, isExtra: true, text: ({ source }) => t.sources[source] ?? source },
    { key: 'name', title: t.name, isExtra: true, kind: 'DAY', text: ({ name }) => name },
  ];
}

function shownValue(value: string, t: typeof budgetZh) {
  return value === 'true' || value === 'false' ? valueWord(value, t) : <Figure value={value} />;
}

/** Numbers of a formula with their thousands apart. */
function printedNumbers(text: string): string {
  return text.replace(/\d+(?:\.\d+)?/g, (number) => printDecimalText(number));
}

function Items({ revision, facts, asked }: { readonly revision: RevisionShownFragment; readonly facts: Facts; readonly asked: YearAsked }) {
  const t = useTexts({ zh: budgetZh, en: budgetEn });
  const { language } = useLanguage();
  type Item = RevisionShownFragment['items'][number];
  const factOf = (name: string) => facts.find((fact) => fact.kind === 'BUDGET' && fact.name === name);
  const columns: readonly Column<Item>[] = [
    {
      key: 'item',
      title: t.item,
      kind: 'DAY',
      width: 280,
      text: ({ name }) => {
        const fact = factOf(name);
        return fact === undefined ? name : said(fact.label, language);
      },
    },
    { key: 'value', title: t.value, kind: 'FIGURE', width: 180, text: ({ value }) => value },
    { key: 'unit', title: t.unit, width: 100, text: ({ name }) => unitWord(factOf(name)?.unit ?? null, t) },
    { key: 'name', title: t.name, isExtra: true, kind: 'DAY', text: ({ name }) => name },
  ];
  return (
    <DataTable<Item>
      name="budget-items"
      title={t.itemsOf(revision.revision)}
      columns={columns}
      rows={revision.items}
      rowKey={({ name }) => name}
      nothing={t.noItems}
      asked={{ operation: YearBudgetDocument, variables: asked }}
    />
  );
}

const STATES = { HOLDS: 'success', WAITS: 'processing', REJECTED: 'error' } as const;

function Revision({ revision, isInForce }: { readonly revision: RevisionShownFragment; readonly isInForce: boolean }) {
  const t = useTexts({ zh: budgetZh, en: budgetEn });
  const { decision, state } = revision;
  const items = [
    {
      key: 'state',
      label: t.state,
      children: <Tag color={STATES[state]}>{isInForce ? t.inForce : t.budgetStates[state]}</Tag>,
    },
    { key: 'by', label: t.recordedBy, children: t.byAt(revision.recordedBy, printInstant(revision.createdAt)) },
    { key: 'reason', label: t.reason, children: revision.reason },
    { key: 'source', label: t.sourceDocument, children: revision.source ?? t.none },
    {
      key: 'decision',
      label: t.decision,
      span: 2,
      children:
        decision === null
          ? revision.midYear
            ? t.notDecided
            : t.needsNoDecision
          : t.decided(decision.approved ? t.approved : t.refused, decision.by, printInstant(decision.at), decision.reason),
    },
  ];
  return <Descriptions size="small" bordered column={2} items={items} />;
}

interface ShownProps {
  readonly data: Data;
  readonly asked: YearAsked;
}

function RevisionChoice({
  revisions,
  chosen,
  inForce,
  choose,
}: {
  readonly revisions: readonly RevisionShownFragment[];
  readonly chosen: number;
  readonly inForce: number | undefined;
  readonly choose: (revision: number) => void;
}) {
  const t = useTexts({ zh: budgetZh, en: budgetEn });
  return (
    <div className="revision-choice" role="group" aria-label={t.versions}>
      {revisions.map(({ revision, state }) => (
        <Button
          key={revision}
          type={revision === chosen ? 'primary' : 'default'}
          size="small"
          aria-pressed={revision === chosen}
          onClick={() => choose(revision)}
        >
          {t.revisionOf(revision, revision === inForce ? t.inForce : t.budgetStates[state])}
        </Button>
      ))}
    </div>
  );
}

function Shown({ data, asked }: ShownProps) {
  const t = useTexts({ zh: budgetZh, en: budgetEn });
  const { language } = useLanguage();
  const { mayOneOf } = useCaller();
  const revisions = data.budgets.edges.map(({ node }) => node);
  const inForce = revisions.find(({ state }) => state === 'HOLDS');
  const [stated, choose] = useState<number>();
  const shown = revisions.find(({ revision }) => revision === stated) ?? inForce ?? revisions[0];
  const lines = shown === undefined ? [] : budgetTree(shown.trace);
  return (
    <>
      <section className="panel">
        <h2>{t.versions}</h2>
        {shown === undefined ? (
          <Nothing>{t.noBudget}</Nothing>
        ) : (
          <>
            <RevisionChoice revisions={revisions} chosen={shown.revision} inForce={inForce?.revision} choose={choose} />
            <Revision revision={shown} isInForce={shown === inForce} />
            {shown.warnings.map(({ code, message }) => (
              <Alert key={code} type="warning" showIcon title={said(message, language)} className="budget-warning" />
            ))}
            {shown.state === 'WAITS' && mayOneOf(['budget:approve']) && (
              <DecideRevision key={shown.revision} asked={asked} revision={shown.revision} />
            )}
          </>
        )}
        {mayOneOf(['budget:write']) && <RecordBudget asked={asked} facts={data.facts} before={inForce?.items ?? []} />}
      </section>
      {shown !== undefined && (
        <>
          <section className="panel">
            <h2>{t.tree}</h2>
            <p className="note">{t.treeNote}</p>
            <DataTable<TreeLine>
              name="budget-lines"
              title={t.treeOf(asked.year, t.insurances[asked.insurance], shown.revision)}
              columns={columnsOf(t, language)}
              rows={lines}
              rowKey={({ key }) => key}
              nothing={t.noLines}
              asked={{ operation: YearBudgetDocument, variables: asked }}
            />
          </section>
          <section className="panel">
            <h2>{t.items}</h2>
            <Items revision={shown} facts={data.facts} asked={asked} />
          </section>
        </>
      )}
    </>
  );
}

/** 预算 its revisions with reason and approval, the lines that the ruleset makes of it as a tree, its items. */
export function BudgetLines({ asked }: { readonly asked: YearAsked }) {
  const found = useAsk(YearBudgetDocument, asked);
  return <Loaded asked={found}>{({ fundYear }) => <Shown data={fundYear} asked={asked} />}</Loaded>;
}
