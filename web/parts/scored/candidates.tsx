import { Tag } from 'antd';
import './scored.css';
import { said, useLanguage, useTexts } from '../../texts/language.tsx';
import { scoredEn } from '../../texts/en/scored.ts';
import { scoredZh } from '../../texts/zh/scored.ts';

/** How a case was grouped: what came of it, and the candidates. */
interface Grouped {
  readonly groupingOutcome: { readonly zh: string; readonly en: string | null } | null;
  readonly grouping: readonly {
    readonly code: string;
    readonly name: string;
    readonly chosen: boolean;
    readonly reason: { readonly zh: string; readonly en: string | null };
  }[];
}

/** 入组: how grouping ended, the group that was chosen, and why the other candidates lost. */
export function Candidates({ grouped: { grouping, groupingOutcome } }: { readonly grouped: Grouped }) {
  const t = useTexts({ zh: scoredZh, en: scoredEn });
  const { language } = useLanguage();
  return (
    <section className="panel">
      <h2>{t.grouping}</h2>
      {groupingOutcome !== null && <p>{said(groupingOutcome, language)}</p>}
      <ul className="candidates">
        {grouping.map(({ code, name, chosen, reason }) => (
          <li key={code}>
            <Tag color={chosen ? 'success' : 'default'}>{chosen ? t.chosen : t.lost}</Tag>
            {t.groupOf(code, name)} <span className="note">{said(reason, language)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
