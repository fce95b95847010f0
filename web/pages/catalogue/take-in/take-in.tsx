import { Button, Checkbox, Input } from 'antd';
import { useId, useState } from 'react';
import { PlaceLink, usePlace } from '../../../frame/place.tsx';
import { NotDone } from '../../../parts/acting.tsx';
import { readChosen, type ChosenFile } from '../../../parts/chosen-file.ts';
import { DayField } from '../../../parts/day-field.tsx';
import { isDay } from '../../../parts/days.ts';
import { FileField } from '../../../parts/file-field.tsx';
import { PageHeading } from '../../../parts/page-heading.tsx';
import { useTexts } from '../../../texts/language.tsx';
import { catalogueFileEn } from '../../../texts/en/catalogue-file.ts';
import { catalogueFileZh } from '../../../texts/zh/catalogue-file.ts';
import type { CatalogueVersion } from '../versions.tsx';
import { CatalogueSeen } from './seen.tsx';
import { useCatalogueFile } from './use-catalogue-file.ts';

/** What the new catalogue is called, and from when. */
interface Target {
  readonly version: string;
  readonly effectiveFrom: string;
  readonly note: string;
  readonly priced: boolean;
}

interface TargetFieldsProps {
  readonly target: Target;
  readonly change: (target: Target) => void;
}

function TargetFields({ target, change }: TargetFieldsProps) {
  const t = useTexts({ zh: catalogueFileZh, en: catalogueFileEn });
  const id = useId();
  return (
    <>
      <p className="catalogue-field">
        <label htmlFor={`${id}-version`}>{t.version}</label>
        <Input
          id={`${id}-version`}
          maxLength={40}
          value={target.version}
          onChange={(event) => change({ ...target, version: event.target.value })}
        />
      </p>
      <DayField className="catalogue-field" label={t.effectiveFrom} change={(effectiveFrom) => change({ ...target, effectiveFrom })} />
      <p className="catalogue-field">
        <label htmlFor={`${id}-note`}>{t.note}</label>
        <Input
          id={`${id}-note`}
          maxLength={500}
          value={target.note}
          onChange={(event) => change({ ...target, note: event.target.value })}
        />
      </p>
      <Checkbox checked={target.priced} onChange={(event) => change({ ...target, priced: event.target.checked })}>
        {t.priced}
      </Checkbox>
    </>
  );
}

interface TakeInFormProps {
  /** The version that the file is compared with, row by row; undefined: the region has none yet. */
  readonly beside: CatalogueVersion | undefined;
}

/** A file that is checked first, compared row by row where there is something to compare with, and then taken in as a version. */
export function TakeInForm({ beside }: TakeInFormProps) {
  const t = useTexts({ zh: catalogueFileZh, en: catalogueFileEn });
  const { region, goTo } = usePlace();
  const [target, setTarget] = useState<Target>({ version: '', effectiveFrom: '', note: '', priced: beside?.priced ?? true });
  const [chosen, setChosen] = useState<ChosenFile>();
  const { documentText = null, workbookBase64 = null } = chosen ?? {};
  const named = { ...target, version: target.version.trim(), note: target.note.trim() };
  const compared = beside === undefined ? {} : { scheme: beside.scheme, compareWith: beside.version };
  const input = { regionCode: region.code, ...named, documentText, workbookBase64, ...compared };
  const file = useCatalogueFile(input);
  const isWhole = chosen !== undefined && named.version !== '' && isDay(target.effectiveFrom);
  const isSound = file.report?.problemCount === 0;
  const take = (): void => file.take((version) => goTo(`/catalogue/${encodeURIComponent(version)}`));
  return (
    <>
      <form
        className="reasoned-form"
        aria-label={t.title}
        onSubmit={(event) => {
          event.preventDefault();
          if (isWhole && !file.isPending) file.check();
        }}
      >
        <p className="note">{t.says}</p>
        <TargetFields target={target} change={setTarget} />
        <p className="catalogue-field">
          <span>{t.file}</span>
          <FileField button={t.choose} label={t.file} accept=".xlsx,.csv" choose={(picked) => void readChosen(picked).then(setChosen)} />
        </p>
        <div className="form-buttons">
          <Button htmlType="submit" type={isSound ? 'default' : 'primary'} loading={file.isPending} disabled={!isWhole}>
            {beside === undefined ? t.checkFile : t.check}
          </Button>
          {isSound && (
            <Button type="primary" loading={file.isPending} onClick={take}>
              {t.take(named.version)}
            </Button>
          )}
        </div>
        <NotDone acting={file} />
      </form>
      {file.report !== undefined && <CatalogueSeen report={file.report} input={input} />}
    </>
  );
}

/** 导入目录库: a file is checked and compared row by row with the catalogue that is shown, and then taken in as a new version. */
export function TakeIn({ beside }: { readonly beside: CatalogueVersion }) {
  const t = useTexts({ zh: catalogueFileZh, en: catalogueFileEn });
  return (
    <>
      <PageHeading
        title={t.title}
        note={t.titleNote(beside.version)}
        actions={<PlaceLink to={`/catalogue/${encodeURIComponent(beside.version)}`}>{t.back(beside.version)}</PlaceLink>}
      />
      <section className="panel">
        <TakeInForm beside={beside} />
      </section>
    </>
  );
}
