import { Button, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { useAsk, useChange } from '../../../api/operations.ts';
import { usePlace } from '../../../frame/place.tsx';
import {
  DraftWhatIfsDocument,
  FundYearsOfRegionDocument,
  HandInDocument,
  type DraftFindingsQuery,
  type DraftWhatIfsQuery,
  type FundYearsOfRegionQuery,
} from '../../../generated/editor/graphql.ts';
import { commandKey } from '../../../parts/command-key.ts';
import { Failure, Refused, type Refusal } from '../../../parts/failure.tsx';
import { FollowedBy } from '../../../parts/followed-by.tsx';
import { refusalOf } from '../../../parts/refusal-of.ts';
import { Loaded } from '../../../parts/states.tsx';
import { editorEn } from '../../../texts/en/editor.ts';
import { editorZh } from '../../../texts/zh/editor.ts';
import { useTexts } from '../../../texts/language.tsx';
import type { Draft } from '../use-edits.ts';
import { Simulate, simulatedOf, SimulatedLine } from './simulations.tsx';

type Check = DraftFindingsQuery['rulesetDraft']['check'];

const EVERY_MS = 2_000;

interface HandInProps {
  readonly draft: Draft;
  readonly check: Check;
  readonly data: DraftWhatIfsQuery;
  readonly fundYears: FundYearsOfRegionQuery['fundYears'];
  readonly done: () => void;
}

/** What the what-ifs with the present text say of each insurance of a year, a way to start them, and the submission itself. */
function HandIn({ draft, check, data, fundYears, done }: HandInProps) {
  const t = useTexts({ zh: editorZh, en: editorEn });
  const { region, on } = usePlace();
  const handIn = useChange(HandInDocument);
  const [refusal, setRefusal] = useState<Refusal | undefined>(undefined);
  const [started, setStarted] = useState<readonly string[]>([]);
  const years = [...new Set(fundYears.map(({ year }) => year))];
  // The newest year that is over, as far as there is one: of a running year not all cases are known.
  const [chosen, setChosen] = useState<number | undefined>(undefined);
  const year = chosen ?? years.find((one) => String(one) < on.slice(0, 4)) ?? years[0];
  if (year === undefined) return <p role="alert">{t.noFundYears}</p>;
  const whatIfs = data.whatIfs.edges.map(({ node }) => node);
  const simulated = simulatedOf({ whatIfs, fundYears, year, effectiveHash: check.effectiveHash, started });
  const [whatIfId, ...moreWhatIfIds] = simulated.flatMap(({ done: found }) => (found === undefined ? [] : [found.id]));
  const lacking = simulated.filter((one) => one.done === undefined).map(({ insurance }) => t.insurances[insurance]);
  const finish = async ({ reason, retroactive }: { readonly reason: string; readonly retroactive?: string }): Promise<void> => {
    setRefusal(undefined);
    const input = { regionCode: region.code, draftId: draft.draftId, contentHash: draft.contentHash, reason, idempotencyKey: commandKey() };
    const more = {
      ...(whatIfId === undefined ? {} : { whatIfId, moreWhatIfIds }),
      ...(retroactive ? { retroactiveReason: retroactive } : {}),
    };
    const { submitDraft } = await handIn.mutateAsync({ input: { ...input, ...more } });
    if ('draft' in submitDraft) done();
    else setRefusal(refusalOf(submitDraft));
  };
  return (
    <Form<{ reason: string; retroactive?: string }>
      layout="vertical"
      requiredMark={false}
      onFinish={(asked) => void finish(asked).catch(() => undefined)}
    >
      <h3>{t.simulations}</h3>
      {whatIfId === undefined && <p className="note">{t.simulationNone}</p>}
      <ul className="simulations">
        {simulated.map((one) => (
          <SimulatedLine key={one.insurance} year={year} simulated={one} />
        ))}
      </ul>
      <Simulate
        {...{ draft, years, year }}
        insurances={simulated.map(({ insurance }) => insurance)}
        choose={setChosen}
        started={(id) => setStarted((known) => [...known, id])}
      />
      {refusal !== undefined && <Refused refusal={refusal} />}
      {handIn.error !== null && <Failure error={handIn.error} />}
      <Form.Item name="reason" label={t.reason} rules={[{ required: true, whitespace: true, message: t.required }]}>
        <Input maxLength={500} />
      </Form.Item>
      <Form.Item name="retroactive" label={t.retroactive}>
        <Input maxLength={500} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={handIn.isPending} disabled={whatIfId === undefined}>
        {t.submit}
      </Button>
      {whatIfId === undefined && <span className="note submit-note">{t.simulateFirst}</span>}
      {whatIfId !== undefined && lacking.length > 0 && <span className="note submit-note">{t.simulateRest(lacking.join(t.and))}</span>}
    </Form>
  );
}

interface SubmitDraftProps {
  readonly draft: Draft;
  readonly check: Check | undefined;
  readonly isSaving: boolean;
  /** Something on the page differs from what is saved. */
  readonly isUnsaved: boolean;
}

/** 交审 what a submission asks for: no errors, what-ifs with exactly this text, a reason. */
export function SubmitDraft({ draft, check, isSaving, isUnsaved }: SubmitDraftProps) {
  const t = useTexts({ zh: editorZh, en: editorEn });
  const { region } = usePlace();
  const [isOpen, setOpen] = useState(false);
  const years = useAsk(FundYearsOfRegionDocument, { region: region.code }, { enabled: isOpen });
  const asked = useAsk(DraftWhatIfsDocument, { region: region.code }, { enabled: isOpen, everyMs: EVERY_MS });
  // A past first day is an error of the check that a stated reason lifts.
  const hinders = check?.report.findings.some(({ severity, code }) => severity === 'ERROR' && code !== 'FIRST_DAY_PAST') ?? true;
  return (
    <>
      {isUnsaved && (
        <span id="submit-reason" className="note submit-reason">
          {t.submitUnsaved}
        </span>
      )}
      <Button
        type="primary"
        disabled={isSaving || isUnsaved || check === undefined}
        {...(isUnsaved ? { 'aria-describedby': 'submit-reason' } : {})}
        onClick={() => setOpen(true)}
      >
        {t.submit}
      </Button>
      <Modal open={isOpen} title={t.submit} footer={null} onCancel={() => setOpen(false)} destroyOnHidden width={640}>
        <p className="note">{t.submitHint}</p>
        <FollowedBy followedBy={draft.followedBy} />
        {check === undefined || hinders ? (
          <p role="alert">{t.submitFirst}</p>
        ) : (
          <Loaded asked={years}>
            {({ fundYears }) => (
              <Loaded asked={asked}>{(data) => <HandIn {...{ draft, check, data, fundYears }} done={() => setOpen(false)} />}</Loaded>
            )}
          </Loaded>
        )}
      </Modal>
    </>
  );
}
