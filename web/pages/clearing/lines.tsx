import type { LineShownFragment } from '../../generated/clearing/graphql.ts';
import { DataTable } from '../../parts/data-table.tsx';
import type { AskedOperation } from '../../parts/operation-text.ts';
import { citedText } from '../../parts/scored/cited.ts';
import type { Column } from '../../parts/table-columns.ts';
import { said, useLanguage, useTexts } from '../../texts/language.tsx';
import { clearingEn } from '../../texts/en/clearing.ts';
import { scoredEn } from '../../texts/en/scored.ts';
import { clearingZh } from '../../texts/zh/clearing.ts';
import { scoredZh } from '../../texts/zh/scored.ts';

interface LinesProps {
  readonly name: string;
  readonly title: string;
  readonly lines: readonly LineShownFragment[];
  readonly asked: AskedOperation;
  /** The total that the lines lead to in the end; lines of others say of which they are. */
  readonly main?: string;
  /** The decisions whose steps stand below, with the name of the rule that decided: a line leads to its step. */
  readonly explained?: ReadonlyMap<string, string>;
}

type Line = LineShownFragment & { readonly no: string };

/** Lines from the first to what they lead to: amount, running total, rule and article. */
export function Lines({ name, title, lines, asked, main, explained }: LinesProps) {
  const t = useTexts({ zh: clearingZh, en: clearingEn });
  const words = useTexts({ zh: scoredZh, en: scoredEn });
  const { language } = useLanguage();
  const labelOf = ({ label, total }: Line): string => {
    const own = said(label, language);
    if (main === undefined || total === main) return own;
    const other = lines.find(({ key }) => key === total);
    return t.partOf(own, other === undefined ? total : said(other.label, language));
  };
  const columns: readonly Column<Line>[] = [
    { key: 'no', title: t.lineNo, kind: 'FIGURE', width: 60, text: ({ no }) => no },
    {
      key: 'line',
      title: t.line,
      kind: 'DAY',
      width: 190,
      text: labelOf,
      show: (line) => (explained?.has(line.key) === true ? <a href={`#step-${line.key}`}>{labelOf(line)}</a> : labelOf(line)),
    },
    ...(main === undefined ? [{ key: 'total', title: t.total, width: 110, text: ({ total }: Line) => t.totals[total] ?? total }] : []),
    { key: 'amount', title: t.amount, kind: 'FIGURE', width: 140, text: ({ amount }) => amount },
    { key: 'running', title: t.runningTotal, kind: 'FIGURE', width: 140, text: ({ runningTotal }) => runningTotal },
    {
      key: 'rule',
      title: t.rule,
      kind: 'DAY',
      width: 110,
      text: ({ key, rule }) => explained?.get(key) ?? (rule === 'otherwise' ? t.otherwise : (rule ?? '')),
    },
    {
      key: 'basis',
      title: t.basis,
      kind: 'DAY',
      width: 370,
      text: ({ basis }) => basis.map((one) => citedText(one, words)).join('\n'),
      show: ({ basis }) => (
        <ul className="cited">
          {basis.map((one) => (
            <li key={`${one.title} ${one.article}`}>{citedText(one, words)}</li>
          ))}
        </ul>
      ),
    },
    { key: 'account', title: t.account, isExtra: true, text: ({ account }) => account ?? '' },
    { key: 'key', title: t.decision, isExtra: true, text: ({ key }) => key },
  ];
  return (
    <DataTable<Line>
      name={name}
      title={title}
      columns={columns}
      rows={lines.map((line, index) => ({ ...line, no: String(index + 1) }))}
      rowKey={({ key, total }) => `${total} ${key}`}
      nothing={t.noLines}
      asked={asked}
    />
  );
}
