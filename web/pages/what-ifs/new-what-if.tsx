import { Button } from 'antd';
import { useCallback, useState } from 'react';
import { useChange } from '../../api/operations.ts';
import { usePlace } from '../../frame/place.tsx';
import { StartWhatIfDocument } from '../../generated/what-ifs/graphql.ts';
import { commandKey } from '../../parts/command-key.ts';
import { Failure, Refused, type Refusal } from '../../parts/failure.tsx';
import { refusalOf } from '../../parts/refusal-of.ts';
import { whatIfsEn } from '../../texts/en/what-ifs.ts';
import { whatIfsZh } from '../../texts/zh/what-ifs.ts';
import { useTexts } from '../../texts/language.tsx';
import { CandidateForm, type CandidateDraft } from './candidate-form.tsx';
import { ChosenYearPage, type ChosenYear } from './chosen-year.tsx';
import type { Target } from './target-choice.tsx';
import { addressOf } from './what-if-list.tsx';

const MOST_CANDIDATES = 4;

/** What of a candidate is sent; `undefined`: something of it is still missing. */
function statedOf({ kind, name, set, text, version, from, to }: CandidateDraft) {
  const days = { ...(from === '' ? {} : { effectiveFrom: from }), ...(to === '' ? {} : { effectiveTo: to }) };
  if (name.trim() === '') return undefined;
  if (kind === 'DRAFT') return text === undefined ? undefined : { name, rulesetText: text, ...days };
  if (kind === 'VERSION') return version === undefined ? undefined : { name, version, ...days };
  return set.some(({ target, value }) => target === '' || value.trim() === '') ? undefined : { name, set: [...set], ...days };
}

interface FormProps {
  readonly chosen: ChosenYear;
  readonly targets: readonly Target[];
}

/** Up to four candidates, and the button that works them out. */
function Candidates({ chosen, targets }: FormProps) {
  const t = useTexts({ zh: whatIfsZh, en: whatIfsEn });
  const { region, goTo } = usePlace();
  const start = useChange(StartWhatIfDocument);
  const [refusal, setRefusal] = useState<Refusal | undefined>(undefined);
  const blank = (key: number): CandidateDraft => ({
    ...{ key, kind: 'CHANGES', name: t.candidateName(key), set: [{ target: '', value: '' }], from: '', to: '' },
  });
  const [candidates, setCandidates] = useState<readonly CandidateDraft[]>(() => [blank(1)]);
  const change = useCallback(
    (key: number, part: Partial<CandidateDraft>) =>
      setCandidates((known) => known.map((one) => (one.key === key ? { ...one, ...part } : one))),
    [],
  );
  const stated = candidates.map(statedOf);
  const complete = stated.flatMap((one) => (one === undefined ? [] : [one]));
  const run = async (): Promise<void> => {
    setRefusal(undefined);
    const { year, insurance } = chosen;
    const input = { regionCode: region.code, year, insurance, candidates: complete, idempotencyKey: commandKey() };
    const { startWhatIf } = await start.mutateAsync({ input });
    if (startWhatIf.__typename === 'StartWhatIfPayload') goTo(addressOf(startWhatIf.whatIf.id));
    else setRefusal(refusalOf(startWhatIf));
  };
  const next = candidates.reduce((most, { key }) => (key > most ? key : most), 0) + 1;
  return (
    <>
      {candidates.map((candidate) => (
        <CandidateForm
          key={candidate.key}
          candidate={candidate}
          targets={targets}
          change={(part) => change(candidate.key, part)}
          remove={candidates.length > 1 ? () => setCandidates(candidates.filter(({ key }) => key !== candidate.key)) : undefined}
        />
      ))}
      {refusal !== undefined && <Refused refusal={refusal} />}
      {start.error !== null && <Failure error={start.error} />}
      <div className="candidate-row">
        {candidates.length < MOST_CANDIDATES && (
          <Button onClick={() => setCandidates([...candidates, blank(next)])}>{t.addCandidate}</Button>
        )}
        <Button
          type="primary"
          loading={start.isPending}
          disabled={complete.length < candidates.length}
          onClick={() => void run().catch(() => undefined)}
        >
          {t.run}
        </Button>
        {complete.length < candidates.length && <span className="note">{t.incomplete}</span>}
      </div>
    </>
  );
}

/** A new what-if: a fund year, and what is changed of it. */
export function NewWhatIf() {
  const t = useTexts({ zh: whatIfsZh, en: whatIfsEn });
  return (
    <ChosenYearPage title={t.newTitle} note={t.newNote}>
      {(chosen, targets) => <Candidates chosen={chosen} targets={targets} />}
    </ChosenYearPage>
  );
}
