import { Alert, Button } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useCaller } from '../../api/caller.tsx';
import { useAsk, useChange } from '../../api/operations.ts';
import { PlaceLink, usePlace } from '../../frame/place.tsx';
import {
  BoundImpactDocument,
  ChangeTextDocument,
  ClearedYearsDocument,
  OneImpactDocument,
  RecentImpactsDocument,
  StartImpactDocument,
  type ClearedYearsQuery,
  type ImpactShownFragment,
} from '../../generated/changes/graphql.ts';
import { Failure } from '../../parts/failure.tsx';
import { ChangedFigures, WhoGains } from '../../parts/impact/changed-figures.tsx';
import { Institutions } from '../../parts/impact/institutions.tsx';
import { useLanguage, useTexts } from '../../texts/language.tsx';
import { changesEn } from '../../texts/en/changes.ts';
import { changesZh } from '../../texts/zh/changes.ts';
import { changeKey, noSimulationReason, resultUnder, type ShownChange } from './change-data.ts';
import { ChangeRefused } from './refused.tsx';

const EVERY_MS = 1500;

/** What a draft would do to a year, as far as it is known: the what-if that the submission binds, or another that somebody asks for here. */
export interface Impact {
  readonly shown: ImpactShownFragment | undefined;
  readonly isBound: boolean;
  readonly isPending: boolean;
  /** The draft was submitted, and no year was worked out with it. */
  readonly isMissing: boolean;
  readonly error: Error | null;
  readonly look: (id: string | undefined) => void;
}

/** Finds the impact of a draft: chosen here, bound by its submission, or among those that were worked out last with the same rules. */
export function useImpact(draft: ShownChange, effectiveHash: string | null | undefined): Impact {
  const { region } = usePlace();
  const may = useCaller().mayOneOf(['budget:read']);
  const [chosen, look] = useState<string>();
  const isSubmitted = draft.submission !== null;
  const bound = useAsk(BoundImpactDocument, { region: region.code, draftId: draft.draftId }, { enabled: may && isSubmitted });
  const lacksBound = isSubmitted && bound.data?.rulesetDraft.whatIf === null;
  const isLookedFor = may && typeof effectiveHash === 'string' && (!isSubmitted || lacksBound);
  const recent = useAsk(RecentImpactsDocument, { region: region.code }, { enabled: isLookedFor });
  const found = recent.data?.whatIfs.edges.find(({ node }) =>
    node.candidates.some(({ result }) => result?.side.rulesets.some((one) => one.effectiveHash === effectiveHash) === true),
  )?.node.id;
  const id = chosen ?? (isSubmitted && !lacksBound ? undefined : found);
  const isMissing = lacksBound && isLookedFor && recent.data !== undefined && id === undefined;
  const one = useAsk(OneImpactDocument, { id: id ?? '' }, { enabled: may && id !== undefined });
  const shown = id === undefined ? bound.data?.rulesetDraft.whatIf : one.data?.whatIf?.id === id ? one.data.whatIf : undefined;
  const isPending = may && (id === undefined ? isSubmitted && bound.isPending : one.isPending);
  const isBound = shown !== null && shown !== undefined && shown.id === bound.data?.rulesetDraft.whatIf?.id;
  return { shown: shown ?? undefined, isBound, isPending, isMissing, error: bound.error ?? recent.error ?? one.error, look };
}

/** Asks again while a what-if is under way; what it learns is shown above. */
function Progress({ id }: { readonly id: string }) {
  const t = useTexts({ zh: changesZh, en: changesEn });
  const { data } = useAsk(OneImpactDocument, { id }, { everyMs: EVERY_MS });
  const { done = 0, total = null } = data?.whatIf ?? {};
  return <p role="status">{t.working(done, total ?? undefined)}</p>;
}

type Cleared = Pick<ClearedYearsQuery['clearingRuns']['edges'][number]['node'], 'year' | 'insurance'>;

/** The years that were cleared, each once, newest first as they come. */
function yearsOf(data: ClearedYearsQuery | undefined): readonly Cleared[] {
  const seen = new Map<string, Cleared>();
  for (const { node } of data?.clearingRuns.edges ?? []) seen.set(`${node.year} ${node.insurance}`, node);
  return [...seen.values()].sort((a, b) => b.year - a.year || a.insurance.localeCompare(b.insurance));
}

interface StartProps {
  readonly draft: ShownChange;
  /** It is started without being asked for. */
  readonly isMissing: boolean;
  readonly look: (id: string) => void;
}

/** 以这份草案模拟一个年度 works out a year with the draft's text, in memory. */
function StartImpact({ draft, isMissing, look }: StartProps) {
  const t = useTexts({ zh: changesZh, en: changesEn });
  const { region } = usePlace();
  const { mayOneOf } = useCaller();
  const years = yearsOf(useAsk(ClearedYearsDocument, { region: region.code }, { enabled: mayOneOf(['run:read']) }).data);
  const text = useAsk(ChangeTextDocument, { region: region.code, draftId: draft.draftId });
  const start = useChange(StartImpactDocument);
  const [at, setAt] = useState(0);
  const year = years[at];
  const rulesetText = text.data?.rulesetDraft.documentText;
  const run = (asked: Cleared, idempotencyKey: string): void => {
    const candidates = [{ name: draft.name, rulesetText: rulesetText ?? '' }];
    const { insurance } = asked;
    const input = { regionCode: region.code, year: asked.year, insurance, scheme: draft.scheme, candidates, idempotencyKey };
    start.mutate(
      { input },
      { onSuccess: ({ startWhatIf }) => startWhatIf.__typename === 'StartWhatIfPayload' && look(startWhatIf.whatIf.id) },
    );
  };
  const isBegun = useRef(false);
  useEffect(() => {
    if (!isMissing || year === undefined || rulesetText === undefined || isBegun.current) return;
    isBegun.current = true;
    // The key is the text's: whoever opens the draft next finds this one.
    run(year, `impact-${draft.contentHash}-${draft.revision}`);
  });
  if (year === undefined) return <p className="note">{t.noYears}</p>;
  const answered = start.data?.startWhatIf;
  return (
    <div className="change-start">
      <label>
        {t.yearToWorkOut}{' '}
        <select value={at} onChange={({ target }) => setAt(target.selectedIndex)}>
          {years.map((one, index) => (
            <option key={`${one.year} ${one.insurance}`} value={index}>
              {t.yearOf(one.year, t.insurances[one.insurance])}
            </option>
          ))}
        </select>
      </label>{' '}
      <Button onClick={() => run(year, changeKey())} loading={start.isPending} disabled={rulesetText === undefined}>
        {t.workOut}
      </Button>
      {start.error !== null && <Failure error={start.error} />}
      {answered !== undefined && answered.__typename !== 'StartWhatIfPayload' && <ChangeRefused refusal={answered} />}
    </div>
  );
}

interface ShownProps {
  readonly impact: Impact;
  readonly effectiveHash: string | null | undefined;
}

function ShownImpact({ impact: { shown, isBound, look }, effectiveHash }: ShownProps) {
  const t = useTexts({ zh: changesZh, en: changesEn });
  const { language } = useLanguage();
  if (shown === undefined) return null;
  if (shown.status === 'QUEUED' || shown.status === 'RUNNING') return <Progress id={shown.id} />;
  const found = resultUnder(shown, effectiveHash);
  const failure = shown.candidates[0]?.failure;
  const failed = failure === null || failure === undefined ? shown.failure : (failure[language] ?? failure.zh);
  return (
    <>
      <p>
        {t.workedOut(shown.year, t.insurances[shown.insurance], shown.startedBy)} · {isBound ? t.bound : t.notBound}
        {!isBound && (
          <Button size="small" type="link" onClick={() => look(undefined)}>
            {t.lookAtBound}
          </Button>
        )}
      </p>
      {found === undefined ? (
        <Alert type="warning" showIcon title={failed ?? t.otherText} />
      ) : (
        <>
          <ChangedFigures sides={[{ name: t.asDrafted, result: found.result }]} />
          <WhoGains result={found.result} />
          <Institutions id={shown.id} name={found.name} table="change-institutions" />
          <p className="change-start">
            <PlaceLink to={`/what-ifs/${encodeURIComponent(shown.id)}`}>{t.toWhatIf}</PlaceLink>
          </p>
        </>
      )}
      {shown.resultHash !== null && (
        <p className="note">
          {t.resultHash} <span className="hash">{shown.resultHash}</span>
        </p>
      )}
    </>
  );
}

interface PanelProps extends ShownProps {
  readonly draft: ShownChange;
}

/** 影响: the year with and without the draft. */
export function ImpactPanel({ draft, impact, effectiveHash }: PanelProps) {
  const t = useTexts({ zh: changesZh, en: changesEn });
  const { mayOneOf } = useCaller();
  const none = noSimulationReason(draft.submission?.simulation);
  const isOpen = !['PUBLISHED', 'ABANDONED', 'DAMAGED'].includes(draft.state);
  const { look } = impact;
  return (
    <section className="panel">
      <h2>{t.impact}</h2>
      {!mayOneOf(['budget:read']) && <p>{t.impactHidden}</p>}
      {none !== undefined && <p>{t.noSimulation(none)}</p>}
      {impact.error !== null && <Failure error={impact.error} />}
      {impact.isPending && <p role="status">{t.reading}</p>}
      <ShownImpact impact={impact} effectiveHash={effectiveHash} />
      {isOpen && mayOneOf(['simulation:run']) && mayOneOf(['budget:read']) && (
        <StartImpact draft={draft} isMissing={impact.isMissing} look={look} />
      )}
    </section>
  );
}
