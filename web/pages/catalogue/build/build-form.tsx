import { Button, Input } from 'antd';
import { useId, useState } from 'react';
import { usePlace } from '../../../frame/place.tsx';
import { BeginCatalogueBuildDocument, type CatalogueBuildShownFragment } from '../../../generated/catalogue/build/graphql.ts';
import { NotDone, useActing } from '../../../parts/acting.tsx';
import { commandKey } from '../../../parts/command-key.ts';
import { DayField } from '../../../parts/day-field.tsx';
import { isDay } from '../../../parts/days.ts';
import { useTexts } from '../../../texts/language.tsx';
import { catalogueBuildEn } from '../../../texts/en/catalogue-build.ts';
import { catalogueBuildZh } from '../../../texts/zh/catalogue-build.ts';
import type { CatalogueVersion } from '../versions.tsx';
import { MethodFields } from './method-fields.tsx';
import { methodOfTexts, statedYear, textsOfMethod } from './method-parse.ts';

interface BuildFormProps {
  /** The version that the result is compared with. */
  readonly beside: CatalogueVersion;
  /** The newest computation: the form begins with its method. */
  readonly last: CatalogueBuildShownFragment | undefined;
  readonly begun: (job: string) => void;
}

/** 试测算: which catalogue, of which years, by which method. Nothing is stored by it. */
export function BuildForm({ beside, last, begun }: BuildFormProps) {
  const t = useTexts({ zh: catalogueBuildZh, en: catalogueBuildEn });
  const { region } = usePlace();
  const id = useId();
  const [target, setTarget] = useState({ version: '', effectiveFrom: '', note: '', lastYear: '' });
  const [texts, setTexts] = useState(() => textsOfMethod(last?.asked.methodText));
  const begin = useActing(BeginCatalogueBuildDocument);
  const version = target.version.trim();
  const isWhole = version !== '' && isDay(target.effectiveFrom) && /^(?:[1-9]\d{3})?$/.test(target.lastYear.trim());
  const lastYear = statedYear(target.lastYear);
  const send = (): void =>
    begin.send(
      {
        input: {
          ...{ regionCode: region.code, version, effectiveFrom: target.effectiveFrom, note: target.note.trim() },
          ...{ scheme: beside.scheme, compareWith: beside.version, dryRun: true },
          ...(lastYear === undefined ? {} : { lastYear }),
          ...{ methodText: methodOfTexts(texts), idempotencyKey: commandKey() },
        },
      },
      ({ catalogueJob }) => begun(catalogueJob.id),
    );
  const field = (name: 'version' | 'note' | 'lastYear', label: string, most: number) => (
    <p className="catalogue-field">
      <label htmlFor={`${id}-${name}`}>{label}</label>
      <Input
        id={`${id}-${name}`}
        maxLength={most}
        value={target[name]}
        onChange={(event) => setTarget({ ...target, [name]: event.target.value })}
      />
    </p>
  );
  return (
    <form
      className="reasoned-form"
      aria-label={t.title}
      onSubmit={(event) => {
        event.preventDefault();
        if (isWhole && !begin.isPending) send();
      }}
    >
      <p className="note">{t.says}</p>
      <fieldset className="method-part">
        <legend>{t.target}</legend>
        {field('version', t.version, 40)}
        <DayField className="catalogue-field" label={t.effectiveFrom} change={(effectiveFrom) => setTarget({ ...target, effectiveFrom })} />
        {field('lastYear', t.lastYear, 4)}
        {field('note', t.note, 500)}
      </fieldset>
      <p className="note">{last === undefined ? t.methodNew : t.methodAsLast(last.asked.version)}</p>
      <MethodFields texts={texts} change={setTexts} />
      <div className="form-buttons">
        <Button htmlType="submit" type="primary" loading={begin.isPending} disabled={!isWhole}>
          {t.begin}
        </Button>
        {!isWhole && <span className="note">{t.needed}</span>}
      </div>
      <NotDone acting={begin} />
    </form>
  );
}
