import { Alert, Button } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useCaller } from '../../api/caller.tsx';
import { useAsk, useChange } from '../../api/operations.ts';
import { PlaceLink, usePlace } from '../../frame/place.tsx';
import {
  ChangeTextDocument,
  ClearedYearsDocument,
  StartImpactDocument,
  type ClearedYearsQuery,
  type StartImpactMutation,
} from '../../generated/changes/graphql.ts';
import { commandKey } from '../../parts/command-key.ts';
import { Failure } from '../../parts/failure.tsx';
import { Balances } from '../../parts/impact/balances.tsx';
import { ChangedFigures, WhoGains } from '../../parts/impact/changed-figures.tsx';
import { Institutions } from '../../parts/impact/institutions.tsx';
import { isUnderWay } from '../../parts/impact/job-state.tsx';
import { useLanguage, useTexts } from '../../texts/language.tsx';
import { changesEn } from '../../texts/en/changes.ts';
import { changesZh } from '../../texts/zh/changes.ts';
import { noSimulationReason, resultUnder, type ShownChange } from './change-data.ts';
import { ChangeRefused } from './refused.tsx';
import type { Impacts, ShownImpact } from './use-impacts.ts';

type Cleared = Pick<ClearedYearsQuery['clearingRuns']['edges'][number]['node'], 'year' | 'insurance'>;
type NotStarted = Exclude<StartImpactMutation['startWhatIf'], { readonly __typename: 'StartWhatIfPayload' }>;

/** The years that were cleared, newest first, each with its insurances. */
function yearsOf(data: ClearedYearsQuery | undefined): readonly (readonly [year: number, of: readonly Cleared[]])[] {
  const seen = new Map<number, Map<string, Cleared>>();
  for (const { node } of data?.clearingRuns.edges ?? []) {
    const { year, insurance } = node;
    seen.set(year, (seen.get(year) ?? new Map<string, Cleared>()).set(insurance, { year, insurance }));
  }
  const years = [...seen].sort(([a], [b]) => b - a);
  return years.map(([year, of]) => [year, [...of.values()].sort((a, b) => a.insurance.localeCompare(b.insurance))] as const);
}

interface StartProps {
  readonly draft: ShownChange;
  readonly impacts: Impacts;
}

/** 以这份草案模拟一个年度 works out a year with the draft's text, insurance by insurance, in memory. What a submission lacks is begun without being asked for. */
function StartImpact({ draft, impacts }: StartProps) {
  const t = useTexts({ zh: changesZh, en: changesEn });
  const { region } = usePlace();
  const { mayOneOf } = useCaller();
  const cleared = useAsk(ClearedYearsDocument, { region: region.code }, { enabled: mayOneOf(['run:read']) });
  const years = yearsOf(cleared.data);
  const text = useAsk(ChangeTextDocument, { region: region.code, draftId: draft.draftId });
  const start = useChange(StartImpactDocument);
  const [at, setAt] = useState(0);
  const [refused, setRefused] = useState<readonly { readonly of: Cleared; readonly refusal: NotStarted }[]>([]);
  const rulesetText = text.data?.rulesetDraft.documentText;
  const run = async (asked: readonly Cleared[], keyOf: (of: Cleared) => string): Promise<readonly string[]> => {
    setRefused([]);
    const started: string[] = [];
    for (const of of asked) {
      const candidates = [{ name: draft.name, rulesetText: rulesetText ?? '' }];
      const input = { regionCode: region.code, ...of, scheme: draft.scheme, candidates, idempotencyKey: keyOf(of) };
      const { startWhatIf } = await start.mutateAsync({ input });
      if (startWhatIf.__typename === 'StartWhatIfPayload') started.push(startWhatIf.whatIf.id);
      else setRefused((known) => [...known, { of, refusal: startWhatIf }]);
    }
    return started;
  };
  const { shown, isKnown, look } = impacts;
  const firstYear = shown[0]?.whatIf.year ?? years[0]?.[0];
  const ofYear = years.find(([year]) => year === firstYear)?.[1] ?? [];
  const lacking = ofYear.filter(({ insurance }) => !shown.some(({ whatIf }) => whatIf.insurance === insurance));
  const isLacking = draft.submission !== null && isKnown && !impacts.isPending && lacking.length > 0;
  const isBegun = useRef(false);
  useEffect(() => {
    if (!isLacking || rulesetText === undefined || isBegun.current) return;
    isBegun.current = true;
    // The key is the text's: whoever opens the draft next finds this one.
    void run(lacking, ({ year, insurance }) => `impact-${year}-${insurance}-${draft.contentHash.slice(0, 32)}-${draft.revision}`).then(
      (ids) => ids.length > 0 && look([...shown.map(({ whatIf }) => whatIf.id), ...ids]),
      () => undefined,
    );
  });
  const chosen = years[at];
  if (chosen === undefined) return cleared.isPending ? null : <p className="note">{t.noYears}</p>;
  const begin = (): void => {
    isBegun.current = true;
    void run(chosen[1], commandKey).then(look, () => undefined);
  };
  return (
    <div className="change-start">
      <label>
        {t.yearToWorkOut}{' '}
        <select value={at} onChange={({ target }) => setAt(target.selectedIndex)}>
          {years.map(([year, of], index) => (
            <option key={year} value={index}>
              {t.yearOf(year, of.map(({ insurance }) => t.insurances[insurance]).join(t.and))}
            </option>
          ))}
        </select>
      </label>{' '}
      <Button onClick={begin} loading={start.isPending} disabled={rulesetText === undefined}>
        {t.workOut}
      </Button>
      {start.error !== null && <Failure error={start.error} />}
      {refused.map(({ of: { year, insurance }, refusal }) => (
        <div key={insurance}>
          <strong>{t.yearOf(year, t.insurances[insurance])}</strong>
          <ChangeRefused refusal={refusal} />
        </div>
      ))}
    </div>
  );
}

interface OneProps {
  readonly impact: ShownImpact;
  readonly effectiveHash: string | null | undefined;
}

/** One insurance: the year with and without the draft. */
function OneImpact({ impact: { whatIf, isBound }, effectiveHash }: OneProps) {
  const t = useTexts({ zh: changesZh, en: changesEn });
  const { language } = useLanguage();
  const { id, year, insurance, startedBy, status, done, total, candidates, resultHash } = whatIf;
  const name = t.yearOf(year, t.insurances[insurance]);
  const found = resultUnder(whatIf, effectiveHash);
  const failure = candidates[0]?.failure;
  const failed = failure === null || failure === undefined ? whatIf.failure : (failure[language] ?? failure.zh);
  return (
    <section className="change-impact" aria-label={name}>
      <h3>{name}</h3>
      {isUnderWay(status) ? (
        <p role="status">{t.working(done, total ?? undefined)}</p>
      ) : (
        <>
          <p>
            {t.startedBy(startedBy)} · {isBound ? t.bound : t.notBound}
          </p>
          {found === undefined ? (
            <Alert type="warning" showIcon title={failed ?? t.otherText} />
          ) : (
            <>
              <WhoGains result={found.result} />
              <ChangedFigures sides={[{ name: t.asDrafted, result: found.result }]} />
              <Balances candidates={[{ name: t.asDrafted, balances: found.balances }]} />
              <Institutions id={id} name={found.name} table="change-institutions" />
              <p className="change-start">
                <PlaceLink to={`/what-ifs/${encodeURIComponent(id)}`}>{t.toWhatIf}</PlaceLink>
              </p>
            </>
          )}
          {resultHash !== null && (
            <p className="note">
              {t.resultHash} <span className="hash">{resultHash}</span>
            </p>
          )}
        </>
      )}
    </section>
  );
}

interface PanelProps {
  readonly draft: ShownChange;
  readonly impacts: Impacts;
  readonly effectiveHash: string | null | undefined;
}

/** 影响: the year with and without the draft, insurance by insurance: the rules hold for each. */
export function ImpactPanel({ draft, impacts, effectiveHash }: PanelProps) {
  const t = useTexts({ zh: changesZh, en: changesEn });
  const { mayOneOf } = useCaller();
  const none = noSimulationReason(draft.submission?.simulation);
  const isOpen = !['PUBLISHED', 'ABANDONED', 'DAMAGED'].includes(draft.state);
  const unsimulated = draft.submission?.unsimulated ?? [];
  const { shown, error, isPending, hidesBound, look } = impacts;
  return (
    <section className="panel">
      <h2>{t.impact}</h2>
      {!mayOneOf(['budget:read']) && <p>{t.impactHidden}</p>}
      {none !== undefined && <p>{t.noSimulation(none)}</p>}
      {unsimulated.length > 0 && (
        <Alert
          type="warning"
          showIcon
          className="change-beside"
          title={t.unsimulated(unsimulated.map((insurance) => t.insurances[insurance]).join(t.and))}
        />
      )}
      {error !== null && <Failure error={error} />}
      {isPending && <p role="status">{t.reading}</p>}
      {hidesBound && (
        <Button size="small" type="link" onClick={() => look([])}>
          {t.lookAtBound}
        </Button>
      )}
      {shown.map((impact) => (
        <OneImpact key={impact.whatIf.id} {...{ impact, effectiveHash }} />
      ))}
      {isOpen && mayOneOf(['simulation:run']) && mayOneOf(['budget:read']) && <StartImpact {...{ draft, impacts }} />}
    </section>
  );
}
