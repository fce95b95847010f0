import { Tag } from 'antd';
import { said, useLanguage, useTexts } from '../../texts/language.tsx';
import { changesEn } from '../../texts/en/changes.ts';
import { changesZh } from '../../texts/zh/changes.ts';
import { statedText } from '../../parts/stated.tsx';
import type { ChangeChecked } from './change-data.ts';

type Finding = ChangeChecked['report']['findings'][number];
const SEVERITIES = ['ERROR', 'WARNING', 'INFO'] as const;
const COLORS = { ERROR: 'error', WARNING: 'warning', INFO: 'default' } as const;

function FindingShown({ finding }: { readonly finding: Finding }) {
  const t = useTexts({ zh: changesZh, en: changesEn });
  const { language } = useLanguage();
  return (
    <li>
      <Tag color={COLORS[finding.severity]}>{t.severities[finding.severity]}</Tag>
      {said(finding.message, language)}
      {finding.suggestion !== null && <p className="change-advice">{t.advice(said(finding.suggestion, language))}</p>}
      {finding.witnessSaid.length > 0 && (
        <p className="note">{t.witnessOf(finding.witnessSaid.map((one) => statedText(one, language)).join(t.andFact))}</p>
      )}
      <p className="note">
        {finding.code} · <code>{finding.pointer === '' ? '/' : finding.pointer}</code>
      </p>
    </li>
  );
}

/** What the check finds, worst first, with what to do; notes are folded away. */
export function ChangeFindings({ check }: { readonly check: ChangeChecked }) {
  const t = useTexts({ zh: changesZh, en: changesEn });
  const { findings } = check.report;
  const of = (severity: Finding['severity']): readonly Finding[] => findings.filter((one) => one.severity === severity);
  const list = (found: readonly Finding[]) => (
    <ul className="change-findings">
      {found.map((finding, index) => (
        <FindingShown key={`${finding.code} ${finding.pointer} ${index}`} finding={finding} />
      ))}
    </ul>
  );
  return (
    <section className="panel">
      <h2>{t.checks}</h2>
      <p>{SEVERITIES.map((severity) => t.countOf(t.severities[severity], of(severity).length)).join('，')}</p>
      {list([...of('ERROR'), ...of('WARNING')])}
      {of('INFO').length > 0 && (
        <details>
          <summary>{t.notes(of('INFO').length)}</summary>
          {list(of('INFO'))}
        </details>
      )}
    </section>
  );
}
