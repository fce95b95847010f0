import { Alert, Button, Radio } from 'antd';
import { useSearchParams } from 'wouter';
import { useCaller } from '../../api/caller.tsx';
import { useAsk, useChange } from '../../api/operations.ts';
import { isNoId } from '../../api/request.ts';
import { PlaceLink } from '../../frame/place.tsx';
import { CancelWhatIfDocument, WhatIfShownDocument, type WhatIfShownQuery } from '../../generated/what-ifs/graphql.ts';
import { printInstant } from '../../parts/days.ts';
import { Failure, Refused } from '../../parts/failure.tsx';
import { Balances } from '../../parts/impact/balances.tsx';
import { ChangedFigures, WhoGains } from '../../parts/impact/changed-figures.tsx';
import { Institutions } from '../../parts/impact/institutions.tsx';
import { isUnderWay, JobStateTag } from '../../parts/impact/job-state.tsx';
import { PageHeading } from '../../parts/page-heading.tsx';
import { refusalOf } from '../../parts/refusal-of.ts';
import { Loaded, Nothing } from '../../parts/states.tsx';
import { whatIfsEn } from '../../texts/en/what-ifs.ts';
import { whatIfsZh } from '../../texts/zh/what-ifs.ts';
import { said, useLanguage, useTexts } from '../../texts/language.tsx';
import { Groups } from './groups.tsx';
import { Levels } from './levels.tsx';
import { MovedCases } from './moved-cases.tsx';

type WhatIf = NonNullable<WhatIfShownQuery['whatIf']>;
type Candidate = WhatIf['candidates'][number];

const EVERY_MS = 1_000;

/** What each candidate changes, and why one has no result. */
function Changes({ candidates }: { readonly candidates: readonly Candidate[] }) {
  const t = useTexts({ zh: whatIfsZh, en: whatIfsEn });
  const { language } = useLanguage();
  return (
    <section className="panel">
      <h2>{t.candidates}</h2>
      <ul className="what-if-changes">
        {candidates.map(({ name, changes, failure, sameCases, result }) => (
          <li key={name}>
            <strong>{name}</strong>
            {result !== null &&
              changes.length === 0 &&
              ` · ${t.rulesetsUsed(result.side.rulesets.map(({ version }) => version).join('、'))}`}
            <ul>
              {changes.map(({ target, labelSaid, beforeSaid, afterSaid }) => (
                <li key={target} title={target}>
                  {t.changeOf(said(labelSaid, language), said(beforeSaid, language))} → <strong>{said(afterSaid, language)}</strong>
                </li>
              ))}
            </ul>
            {sameCases && <p className="note">{t.sameCases}</p>}
            {failure !== null && <Alert type="error" showIcon role="alert" title={said(failure, language)} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Of how many cases something changed, and from what to what. */
function Ways({ result }: { readonly result: NonNullable<Candidate['result']> }) {
  const t = useTexts({ zh: whatIfsZh, en: whatIfsEn });
  const named = (text: string): string => (text === '' ? t.nothing : (t.values[text] ?? text));
  return (
    <>
      {result.movedBy.length > 0 && (
        <p>
          {t.movedBy} {result.movedBy.map(({ output, cases }) => t.movedOf(t.outputs[output], cases)).join('，')}
        </p>
      )}
      {result.ways.length > 0 && (
        <details>
          <summary>{t.ways(result.ways.length)}</summary>
          <ul>
            {result.ways.map(({ output, from, to, cases }) => (
              <li key={`${output} ${from} ${to}`}>{t.wayOf(t.outputs[output] ?? output, named(from), named(to), cases)}</li>
            ))}
          </ul>
          {result.otherWays > 0 && <p className="note">{t.otherWays(result.otherWays)}</p>}
        </details>
      )}
    </>
  );
}

interface OneProps {
  readonly id: string;
  readonly candidate: Candidate;
}

/** One candidate: who gains and loses, by institution, level and group; the cases of an institution once one is chosen. */
function OneCandidate({ id, candidate: { name, result } }: OneProps) {
  const t = useTexts({ zh: whatIfsZh, en: whatIfsEn });
  const { mayOneOf } = useCaller();
  const [search, setSearch] = useSearchParams();
  const institution = search.get('institution');
  const choose = (code: string | undefined): void =>
    setSearch((known) => {
      const next = new URLSearchParams(known);
      if (code === undefined) next.delete('institution');
      else next.set('institution', code);
      return next;
    });
  if (result === null) return null;
  const maySeeCases = mayOneOf(['case:read']);
  return (
    <>
      <section className="panel">
        <h2>{t.byInstitution(name)}</h2>
        <WhoGains result={result} />
        <Ways result={result} />
        <p className="note">
          {t.partsNote} {maySeeCases && t.chooseNote}
        </p>
        <Institutions id={id} name={name} table="what-if-institutions" areParts {...(maySeeCases ? { choose } : {})} />
      </section>
      {institution !== null && maySeeCases && (
        <MovedCases key={`${name} ${institution}`} id={id} name={name} institution={institution} close={() => choose(undefined)} />
      )}
      <Levels id={id} name={name} />
      <Groups id={id} name={name} />
    </>
  );
}

function Result({ whatIf: { id, candidates, resultHash } }: { readonly whatIf: WhatIf }) {
  const t = useTexts({ zh: whatIfsZh, en: whatIfsEn });
  const [search, setSearch] = useSearchParams();
  const candidate = candidates.find(({ name }) => name === search.get('candidate')) ?? candidates.find(({ result }) => result !== null);
  return (
    <>
      <Changes candidates={candidates} />
      <section className="panel">
        <h2>{t.region}</h2>
        <ChangedFigures sides={candidates} />
        <Balances candidates={candidates.map((one) => ({ name: one.name, balances: one }))} />
        {resultHash !== null && (
          <p className="note">
            {t.resultHash} <span className="hash">{resultHash}</span>
          </p>
        )}
      </section>
      {candidates.length > 1 && (
        <p>
          <Radio.Group
            aria-label={t.candidate}
            optionType="button"
            value={candidate?.name}
            options={candidates.map(({ name }) => ({ value: name, label: name }))}
            onChange={({ target }) =>
              setSearch((known) => new URLSearchParams({ ...Object.fromEntries(known), candidate: String(target.value) }))
            }
          />
        </p>
      )}
      {candidate !== undefined && <OneCandidate id={id} candidate={candidate} />}
    </>
  );
}

/** A what-if that is under way: how far, and a way to stop it. */
function UnderWay({ whatIf: { id, done, total } }: { readonly whatIf: WhatIf }) {
  const t = useTexts({ zh: whatIfsZh, en: whatIfsEn });
  const { mayOneOf } = useCaller();
  const cancel = useChange(CancelWhatIfDocument);
  const answered = cancel.data?.cancelJob;
  // Keeps what the page shows up to date.
  useAsk(WhatIfShownDocument, { id }, { everyMs: EVERY_MS });
  return (
    <section className="panel">
      <p role="status">{total === null ? t.working(done) : t.workingOf(done, total)}</p>
      {mayOneOf(['simulation:run']) && (
        <Button loading={cancel.isPending} onClick={() => cancel.mutate({ id })}>
          {t.cancel}
        </Button>
      )}
      {cancel.error !== null && <Failure error={cancel.error} />}
      {answered !== undefined && answered.__typename !== 'CancelJobPayload' && <Refused refusal={refusalOf(answered)} />}
    </section>
  );
}

/** What came of a what-if: the year in force beside its candidates. */
export function WhatIfResult({ id }: { readonly id: string }) {
  const t = useTexts({ zh: whatIfsZh, en: whatIfsEn });
  const asked = useAsk(WhatIfShownDocument, { id });
  const found = asked.data?.whatIf;
  const note = found && (
    <>
      <JobStateTag status={found.status} /> {t.startedOf(found.startedBy, printInstant(found.createdAt))}
    </>
  );
  return (
    <>
      <PageHeading
        title={found ? t.titleOf(found.year, t.insurances[found.insurance]) : t.title}
        note={note}
        actions={<PlaceLink to="/what-ifs">{t.all}</PlaceLink>}
      />
      {isNoId(asked.error) && <Nothing>{t.notFound}</Nothing>}
      <Loaded asked={isNoId(asked.error) ? { ...asked, error: null } : asked}>
        {({ whatIf }) => {
          if (whatIf === null) return <Nothing>{t.notFound}</Nothing>;
          if (isUnderWay(whatIf.status)) return <UnderWay whatIf={whatIf} />;
          if (whatIf.status === 'SUCCEEDED') return <Result whatIf={whatIf} />;
          return <Alert type="warning" showIcon role="alert" title={whatIf.failure ?? t.cancelled} />;
        }}
      </Loaded>
    </>
  );
}
