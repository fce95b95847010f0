import { Button, Input, Select } from 'antd';
import { useState } from 'react';
import { useCaller } from '../../../api/caller.tsx';
import { NotDone } from '../../../parts/acting.tsx';
import { readChosen, type ChosenFile } from '../../../parts/chosen-file.ts';
import { FileField } from '../../../parts/file-field.tsx';
import { useTexts } from '../../../texts/language.tsx';
import { yearFilesEn } from '../../../texts/en/year-files.ts';
import { yearFilesZh } from '../../../texts/zh/year-files.ts';
import type { YearAsked } from '../fund-year.ts';
import { Report } from './report.tsx';
import { useYearFile, type YearFileInput } from './use-year-file.ts';

type Kind = YearFileInput['kind'];

/** What each kind asks for. */
const KINDS: readonly { readonly kind: Kind; readonly permission: string }[] = [
  { kind: 'BUDGET', permission: 'budget:write' },
  { kind: 'ACTUALS', permission: 'budget:write' },
  { kind: 'ASSESSMENT', permission: 'payment:write' },
  { kind: 'ADJUSTMENT', permission: 'payment:write' },
  { kind: 'PAYMENT', permission: 'payment:write' },
];

/** Reason and source of the rows that state none. */
interface Grounds {
  readonly reason: string;
  readonly source: string;
}

interface FieldsProps {
  readonly kind: Kind;
  readonly kinds: readonly Kind[];
  readonly grounds: Grounds;
  readonly chooseKind: (kind: Kind) => void;
  readonly change: (grounds: Grounds) => void;
}

function Fields({ kind, kinds, grounds: { reason, source }, chooseKind, change }: FieldsProps) {
  const t = useTexts({ zh: yearFilesZh, en: yearFilesEn });
  return (
    <div className="budget-fields">
      <label className="budget-field">
        <span>{t.kind}</span>
        <Select<Kind>
          size="small"
          aria-label={t.kind}
          value={kind}
          options={kinds.map((one) => ({ value: one, label: t.kinds[one] }))}
          onChange={chooseKind}
        />
      </label>
      <label className="budget-field">
        <span>{t.reason}</span>
        <Input size="small" maxLength={500} value={reason} onChange={({ target }) => change({ reason: target.value, source })} />
      </label>
      <label className="budget-field">
        <span>{t.source}</span>
        <Input size="small" maxLength={200} value={source} onChange={({ target }) => change({ reason, source: target.value })} />
      </label>
    </div>
  );
}

/** 批量录入 the records of a fund year out of a file: one kind, checked row by row, then recorded, all or none. */
export function RecordFromFile({ asked: { region, year, insurance } }: { readonly asked: YearAsked }) {
  const t = useTexts({ zh: yearFilesZh, en: yearFilesEn });
  const { mayOneOf } = useCaller();
  const allowed = KINDS.filter(({ permission }) => mayOneOf([permission]));
  const [kind, setKind] = useState<Kind>();
  const [chosen, setChosen] = useState<ChosenFile>();
  const [{ reason, source }, setGrounds] = useState<Grounds>({ reason: '', source: '' });
  const { documentText = null, workbookBase64 = null } = chosen ?? {};
  const shown = kind ?? allowed[0]?.kind ?? 'BUDGET';
  const grounds = {
    ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
    ...(source.trim() === '' ? {} : { source: source.trim() }),
  };
  const input = { regionCode: region, year, insurance, kind: shown, documentText, workbookBase64, ...grounds };
  const file = useYearFile(input);
  if (allowed.length === 0) return null;
  return (
    <section className="panel" aria-label={t.title}>
      <h2>{t.title}</h2>
      <p className="note">{t.fileNote}</p>
      <Fields kind={shown} kinds={allowed.map((one) => one.kind)} grounds={{ reason, source }} chooseKind={setKind} change={setGrounds} />
      <p className="note">{t.columns[shown]}</p>
      <div className="form-buttons">
        <FileField button={t.choose} label={t.file} accept=".csv,.txt,.xlsx" choose={(picked) => void readChosen(picked).then(setChosen)} />
        <Button disabled={chosen === undefined} loading={file.isPending && !file.isReady} onClick={file.check}>
          {t.check}
        </Button>
        {file.isReady && (
          <Button type="primary" loading={file.isPending} onClick={file.record}>
            {t.record(file.report?.recorded ?? 0)}
          </Button>
        )}
      </div>
      <NotDone acting={file} />
      {file.report !== undefined && <Report report={file.report} input={input} nameOf={undefined} />}
    </section>
  );
}
