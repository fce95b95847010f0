import { Button, Select } from 'antd';
import { useState } from 'react';
import { useAsk, useChange } from '../../../api/operations.ts';
import { usePlace } from '../../../frame/place.tsx';
import {
  DraftDocumentDocument,
  SimulateDocument,
  type DraftWhatIfsQuery,
  type FundYearsOfRegionQuery,
} from '../../../generated/editor/graphql.ts';
import { commandKey } from '../../../parts/command-key.ts';
import { Failure, Refused, type Refusal } from '../../../parts/failure.tsx';
import { refusalOf } from '../../../parts/refusal-of.ts';
import { editorEn } from '../../../texts/en/editor.ts';
import { editorZh } from '../../../texts/zh/editor.ts';
import { said, useLanguage, useTexts } from '../../../texts/language.tsx';
import type { Draft } from '../use-edits.ts';

/** A what-if of the region, as the submission lists it. */
export type DraftWhatIf = DraftWhatIfsQuery['whatIfs']['edges'][number]['node'];
type Insurance = DraftWhatIf['insurance'];

/** An insurance of the year that is simulated: what is known of it with exactly the present text. */
export interface InsuranceSimulated {
  readonly insurance: Insurance;
  /** The newest what-if with this text, and what came of it. */
  readonly done: { readonly id: string; readonly result: NonNullable<DraftWhatIf['candidates'][number]['result']> } | undefined;
  /** The one that was started here, where it has not ended so. */
  readonly started: DraftWhatIf | undefined;
}

/** The result that was worked out with exactly these rules. */
function resultWith({ status, candidates }: DraftWhatIf, effectiveHash: string | null) {
  if (status !== 'SUCCEEDED' || effectiveHash === null) return undefined;
  const found = candidates.find(({ result }) => result?.side.rulesets.some((one) => one.effectiveHash === effectiveHash) ?? false);
  return found?.result ?? undefined;
}

interface SimulatedAsked {
  readonly whatIfs: readonly DraftWhatIf[];
  readonly fundYears: FundYearsOfRegionQuery['fundYears'];
  readonly year: number;
  readonly effectiveHash: string | null;
  /** Ids of the what-ifs that were started here. */
  readonly started: readonly string[];
}

/** Each insurance of a year, with what is known of it: what-ifs come newest first. */
export function simulatedOf({ whatIfs, fundYears, year, effectiveHash, started }: SimulatedAsked): readonly InsuranceSimulated[] {
  const insurances = fundYears.filter((one) => one.year === year).map(({ insurance }) => insurance);
  return insurances.map((insurance) => {
    const own = whatIfs.filter((one) => one.year === year && one.insurance === insurance);
    const usable = own.flatMap((one) => {
      const result = resultWith(one, effectiveHash);
      return result === undefined ? [] : [{ id: one.id, result }];
    });
    return { insurance, done: usable[0], started: own.find(({ id }) => started.includes(id)) };
  });
}

/** One insurance in a line: who gains and loses, how far it is, or why there is nothing. */
export function SimulatedLine({ year, simulated }: { readonly year: number; readonly simulated: InsuranceSimulated }) {
  const t = useTexts({ zh: editorZh, en: editorEn });
  const { language } = useLanguage();
  const { hrefOf } = usePlace();
  const { insurance, done, started } = simulated;
  const name = t.insurances[insurance];
  if (done !== undefined) {
    const { moved, winners, losers } = done.result;
    return (
      <li>
        {t.simulationOf(year, name, moved, winners, losers)}{' '}
        <a href={hrefOf(`/what-ifs/${encodeURIComponent(done.id)}`)} target="_blank" rel="noreferrer">
          {t.eachHospital}
        </a>
      </li>
    );
  }
  if (started === undefined) return <li>{t.simulationLacks(year, name)}</li>;
  if (started.status === 'QUEUED' || started.status === 'RUNNING')
    return <li role="status">{t.simulating(name, started.done, started.total ?? undefined)}</li>;
  const why = started.candidates.flatMap(({ failure }) => (failure === null ? [] : [said(failure, language)]));
  return <li role="alert">{t.simulateFailed(year, name, [...why, started.failure ?? ''].filter((one) => one !== '').join('；'))}</li>;
}

interface SimulateProps {
  readonly draft: Draft;
  readonly years: readonly number[];
  readonly year: number;
  readonly insurances: readonly Insurance[];
  readonly choose: (year: number) => void;
  readonly started: (id: string) => void;
}

/** Starts a what-if with the draft's present text for every insurance of a year: the rules hold for all of them. */
export function Simulate({ draft, years, year, insurances, choose, started }: SimulateProps) {
  const t = useTexts({ zh: editorZh, en: editorEn });
  const { region } = usePlace();
  const text = useAsk(DraftDocumentDocument, { region: region.code, draft: draft.draftId });
  const simulate = useChange(SimulateDocument);
  const [refused, setRefused] = useState<readonly { readonly insurance: Insurance; readonly refusal: Refusal }[]>([]);
  const start = async (): Promise<void> => {
    const rulesetText = text.data?.rulesetDraft.documentText;
    if (rulesetText === undefined) return;
    setRefused([]);
    for (const insurance of insurances) {
      const asked = { regionCode: region.code, year, insurance, scheme: draft.scheme, candidates: [{ name: draft.name, rulesetText }] };
      const { startWhatIf } = await simulate.mutateAsync({ input: { ...asked, idempotencyKey: commandKey() } });
      if ('whatIf' in startWhatIf) started(startWhatIf.whatIf.id);
      else setRefused((known) => [...known, { insurance, refusal: refusalOf(startWhatIf) }]);
    }
  };
  return (
    <>
      {refused.map(({ insurance, refusal }) => (
        <div key={insurance}>
          <strong>{t.insurances[insurance]}</strong>
          <Refused refusal={refusal} />
        </div>
      ))}
      {simulate.error !== null && <Failure error={simulate.error} />}
      <div className="simulate">
        <Select aria-label={t.year} value={year} onChange={choose} options={years.map((value) => ({ value, label: value }))} />
        <Button onClick={() => void start().catch(() => undefined)} loading={simulate.isPending} disabled={text.isFetching}>
          {t.simulate}
        </Button>
        <span className="note">{t.simulateAll(insurances.map((insurance) => t.insurances[insurance]).join(t.and))}</span>
      </div>
    </>
  );
}
