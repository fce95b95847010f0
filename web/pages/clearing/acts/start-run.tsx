import { Button, Select } from 'antd';
import { useState } from 'react';
import { useCaller } from '../../../api/caller.tsx';
import { usePlace } from '../../../frame/place.tsx';
import { StartRunDocument, type StartRunMutationVariables } from '../../../generated/clearing/acts/graphql.ts';
import { useTexts } from '../../../texts/language.tsx';
import { clearingEn } from '../../../texts/en/clearing.ts';
import { clearingZh } from '../../../texts/zh/clearing.ts';
import { periodText } from '../run-words.tsx';
import { ActForm } from '../../../parts/run-acts/act-form.tsx';
import { useAct } from '../../../parts/run-acts/use-act.ts';
import { commandKey } from '../../../parts/command-key.ts';

const PERIODS = ['YEAR', 'Q1', 'Q2', 'Q3', 'Q4', '01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12'];
const YEARS_BACK = 4;

function StartForm({ close }: { readonly close: () => void }) {
  const t = useTexts({ zh: clearingZh, en: clearingEn });
  const { region, on, goTo } = usePlace();
  const asked = useAct(StartRunDocument);
  const latest = +on.slice(0, 4);
  const [year, setYear] = useState(latest - 1);
  const [insurance, setInsurance] = useState<StartRunMutationVariables['input']['insurance']>('EMPLOYEE');
  const [period, setPeriod] = useState('YEAR');
  const [idempotencyKey] = useState(commandKey);
  const start = (): void =>
    asked.send({ input: { regionCode: region.code, year, insurance, period, idempotencyKey } }, ({ clearingRun }) =>
      goTo(`/clearing/${clearingRun.runNo}`),
    );
  return (
    <ActForm title={t.startRun} says={t.startSays} isReady asked={asked} submit={start} close={close}>
      <div className="act-choices">
        <Select
          aria-label={t.year}
          value={year}
          onChange={setYear}
          options={Array.from({ length: YEARS_BACK }, (_, back) => ({ value: latest - back, label: t.yearOf(latest - back) }))}
        />
        <Select
          aria-label={t.insurance}
          value={insurance}
          onChange={setInsurance}
          options={(['EMPLOYEE', 'RESIDENT'] as const).map((value) => ({ value, label: t.insurances[value] }))}
        />
        <Select
          aria-label={t.periodHead}
          value={period}
          onChange={setPeriod}
          options={PERIODS.map((value) => ({ value, label: periodText(value, t) }))}
        />
      </div>
    </ActForm>
  );
}

/** 发起清算 of a year, a quarter or a month; whoever may not start one sees nothing. */
export function StartRun() {
  const t = useTexts({ zh: clearingZh, en: clearingEn });
  const [isOpen, setOpen] = useState(false);
  if (!useCaller().mayOneOf(['run:start'])) return null;
  return (
    <section className="panel" aria-label={t.startRun}>
      {isOpen ? (
        <StartForm close={() => setOpen(false)} />
      ) : (
        <Button type="primary" onClick={() => setOpen(true)}>
          {t.startRun}
        </Button>
      )}
    </section>
  );
}
