import { Button, Tag } from 'antd';
import { useState, type ReactNode } from 'react';
import type { DraftCheckedQuery, FindingShownFragment } from '../../generated/checks/graphql.ts';
import { checksEn } from '../../texts/en/checks.ts';
import { checksZh } from '../../texts/zh/checks.ts';
import { said, useLanguage, useTexts } from '../../texts/language.tsx';
import { caseOfWitness } from './witness-parse.ts';
import { WitnessScore } from './witness-score.tsx';
import { Stated } from '../../parts/stated.tsx';

type WithCases = DraftCheckedQuery['rulesetDraft']['check']['report']['findings'][number];
/** A finding; of a draft with cases that show it, and what mends it. */
export type Found = FindingShownFragment & Partial<Pick<WithCases, 'cases' | 'mend' | 'takesNewResult'>>;

const COLOURS = { ERROR: 'error', WARNING: 'warning', INFO: 'default' } as const;
/** What says that examples are missing: shown as what they do not cover. */
const COVERAGE: ReadonlySet<string> = new Set(['EXAMPLE_MISSING', 'BOUNDARY_MISSING']);

/** The facts by which a finding is shown: one case, or two of which the difference matters. */
function Witness({ finding: { witnessSaid, besideSaid } }: { readonly finding: Found }) {
  const t = useTexts({ zh: checksZh, en: checksEn });
  if (witnessSaid.length === 0) return null;
  return (
    <details>
      <summary>{t.witness}</summary>
      <div className="witness-pair">
        <Stated all={witnessSaid} />
        {besideSaid.length > 0 && <Stated all={besideSaid} />}
      </div>
    </details>
  );
}

interface Acts {
  readonly draftId: string | undefined;
  /** What can be done about a finding. */
  readonly mend: ((finding: Found) => ReactNode) | undefined;
}

function OneFinding({ finding, draftId, mend }: Acts & { readonly finding: Found }) {
  const t = useTexts({ zh: checksZh, en: checksEn });
  const { language } = useLanguage();
  const [isTried, setTried] = useState(false);
  const { severity, message, suggestion, code, pointer, cases } = finding;
  const own = caseOfWitness(cases?.witness);
  const other = caseOfWitness(cases?.beside);
  return (
    <li className="check-finding">
      <p>
        <Tag color={COLOURS[severity]}>{t.severities[severity]}</Tag> {said(message, language)}
      </p>
      {suggestion !== null && (
        <p className="note">
          {t.suggestion} {said(suggestion, language)}
        </p>
      )}
      <p className="note hash">
        {code} {pointer}
      </p>
      {mend?.(finding)}
      <Witness finding={finding} />
      {own !== undefined && draftId !== undefined && (
        <>
          <Button size="small" onClick={() => setTried(!isTried)}>
            {isTried ? t.tryClose : t.tryWitness}
          </Button>
          {isTried && <WitnessScore draftId={draftId} own={own} other={other} />}
        </>
      )}
    </li>
  );
}

function FindingList({ findings, ...acts }: Acts & { readonly findings: readonly Found[] }) {
  return (
    <ul className="check-findings">
      {findings.map((finding) => (
        <OneFinding key={`${finding.code} ${finding.pointer} ${finding.message.zh}`} finding={finding} {...acts} />
      ))}
    </ul>
  );
}

/** What the check finds, errors first; notes on demand; and which rules and bounds no example shows. */
export function CheckFindings({ findings, draftId, mend }: Partial<Acts> & { readonly findings: readonly Found[] }) {
  const t = useTexts({ zh: checksZh, en: checksEn });
  const acts: Acts = { draftId, mend };
  const uncovered = findings.filter(({ code }) => COVERAGE.has(code));
  const others = findings.filter(({ code }) => !COVERAGE.has(code));
  const of = (severity: Found['severity']): readonly Found[] => others.filter((one) => one.severity === severity);
  const [errors, warnings, notes] = [of('ERROR'), of('WARNING'), of('INFO')];
  return (
    <>
      <section className="panel" aria-label={t.findings}>
        <h2>{t.findings}</h2>
        <p>
          <Tag color={errors.length > 0 ? 'error' : 'success'}>{errors.length > 0 ? t.errors(errors.length) : t.noErrors}</Tag>
          {warnings.length > 0 && <Tag color="warning">{t.warnings(warnings.length)}</Tag>}
        </p>
        <FindingList findings={[...errors, ...warnings]} {...acts} />
        {notes.length > 0 && (
          <details>
            <summary>{t.notes(notes.length)}</summary>
            <FindingList findings={notes} {...acts} />
          </details>
        )}
      </section>
      <section className="panel" aria-label={t.coverage}>
        <h2>{t.coverage}</h2>
        {uncovered.length === 0 ? (
          <p>{t.covered}</p>
        ) : (
          <details>
            <summary>{t.coverageNote(uncovered.length)}</summary>
            <FindingList findings={uncovered} {...acts} />
          </details>
        )}
      </section>
    </>
  );
}
