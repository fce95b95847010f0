import { Button } from 'antd';
import { useState } from 'react';
import { useCaller } from '../../api/caller.tsx';
import { useAsk } from '../../api/operations.ts';
import { usePlace } from '../../frame/place.tsx';
import { CaseFieldsOnDocument } from '../../generated/scoring/graphql.ts';
import { isDay } from '../../parts/days.ts';
import { Loaded } from '../../parts/states.tsx';
import { useTexts } from '../../texts/language.tsx';
import { scoringEn } from '../../texts/en/scoring.ts';
import { scoringZh } from '../../texts/zh/scoring.ts';
import { CaseForm } from './case-form.tsx';
import { inputOf, problemsOf, type CaseCells, type CellProblems } from './case-input.ts';
import { Result } from './result.tsx';

interface DeskProps {
  /** What the form begins with. */
  readonly initial: CaseCells;
  /** What is known to be wrong with that. */
  readonly initialProblems?: CellProblems;
}

/** The form of a case, and below it what came of the case that was last sent. Remounted where a case comes from elsewhere. */
export function Desk({ initial, initialProblems = {} }: DeskProps) {
  const t = useTexts({ zh: scoringZh, en: scoringEn });
  const { region, on, isOnStated } = usePlace();
  const { institutionCode } = useCaller();
  const own: CaseCells = institutionCode === undefined ? {} : { institutionCode };
  const [cells, setCells] = useState<CaseCells>({ caseNo: t.trialNo, ...initial, ...own });
  const [problems, setProblems] = useState<CellProblems>(initialProblems);
  const begun = Object.keys(initial).length > 0 && Object.keys({ ...problemsOf(cells, t), ...initialProblems }).length === 0;
  const [sent, setSent] = useState(begun ? inputOf(cells) : undefined);
  const discharged = cells.dischargeDate ?? '';
  const day = isOnStated || !isDay(discharged) ? on : discharged;
  const asked = useAsk(CaseFieldsOnDocument, { region: region.code, on: day });
  // Nothing in force on the day of the case: the form is that of the day looked at, so that its date can be mended.
  const instead = useAsk(CaseFieldsOnDocument, { region: region.code, on }, { enabled: asked.error !== null && day !== on });
  const submit = (): void => {
    const found = problemsOf(cells, t);
    setProblems(found);
    const [first] = Object.keys(found);
    if (first === undefined) setSent(inputOf(cells));
    else document.getElementById(`case-${first}`)?.focus();
  };
  const clear = (): void => {
    setCells({ caseNo: t.trialNo, ...own });
    setProblems({});
    setSent(undefined);
  };
  return (
    <>
      <section className="panel">
        <Loaded asked={instead.data === undefined ? asked : instead}>
          {({ caseFields }) => (
            <CaseForm
              fields={caseFields}
              cells={cells}
              problems={problems}
              change={(name, text) => setCells({ ...cells, [name]: text })}
              submit={submit}
              actions={<Button onClick={clear}>{t.clear}</Button>}
            />
          )}
        </Loaded>
      </section>
      {sent !== undefined && <Result input={sent} />}
    </>
  );
}
