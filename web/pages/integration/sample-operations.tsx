import { CopyOutlined } from '@ant-design/icons';
import { App, Button, Segmented } from 'antd';
import { useState } from 'react';
import { useCaller } from '../../api/caller.tsx';
import { useAsk } from '../../api/operations.ts';
import { PlaceLink, usePathValue, usePlace } from '../../frame/place.tsx';
import { SamplePlacesDocument, type SamplePlacesQuery } from '../../generated/integration/graphql.ts';
import { copyText } from '../../parts/clipboard.ts';
import { Loaded, Nothing } from '../../parts/states.tsx';
import { useTexts } from '../../texts/language.tsx';
import { integrationEn } from '../../texts/en/integration.ts';
import { integrationZh } from '../../texts/zh/integration.ts';
import { SAMPLE_LANGUAGES, SAMPLE_NAMES, SAMPLES, sampleText, type SampleLanguage, type SampleName, type SamplePlace } from './samples.ts';

/** Where a sample is saved, by its language: Java wants the name of its class. */
const FILES: Readonly<Record<SampleLanguage, string>> = {
  curl: 'sample.sh',
  python: 'sample.py',
  typescript: 'sample.mts',
  java: 'Sample.java',
};
const LABELS: Readonly<Record<SampleLanguage, string>> = { curl: 'curl', python: 'Python', typescript: 'TypeScript', java: 'Java' };

/** What stands in a sample where the caller sees no institution. */
const NO_INSTITUTION = 'INSTITUTION_CODE';

function Code({ name, place }: { readonly name: SampleName; readonly place: SamplePlace }) {
  const t = useTexts({ zh: integrationZh, en: integrationEn });
  const { message } = App.useApp();
  const [language, setLanguage] = useState<SampleLanguage>('curl');
  const text = sampleText(name, language, place);
  const copy = async (): Promise<void> => {
    const done = await copyText(text);
    void (done ? message.success(t.copied) : message.error(t.notCopied));
  };
  return (
    <div className="sample">
      <div className="sample-tools">
        <Segmented<SampleLanguage>
          aria-label={t.language}
          value={language}
          onChange={setLanguage}
          options={SAMPLE_LANGUAGES.map((value) => ({ value, label: LABELS[value] }))}
        />
        <span className="note">{t.saveAs(FILES[language])}</span>
        <Button size="small" icon={<CopyOutlined aria-hidden />} onClick={() => void copy()}>
          {t.copySample}
        </Button>
      </div>
      <pre tabIndex={0} aria-label={t.sampleIn(t.operations[name].title, LABELS[language])}>
        {text}
      </pre>
      {SAMPLES[name].namesInstitution === true && place.institutionCode === NO_INSTITUTION && (
        <p className="note">{t.noInstitution(NO_INSTITUTION)}</p>
      )}
    </div>
  );
}

function Chosen({ name, data }: { readonly name: SampleName; readonly data: SamplePlacesQuery }) {
  const t = useTexts({ zh: integrationZh, en: integrationEn });
  const { region, on } = usePlace();
  const { institutionCode } = useCaller();
  const { permission } = SAMPLES[name];
  const first = data.region?.institutions?.edges[0]?.node.code;
  const place = {
    origin: window.location.origin,
    regionCode: region.code,
    institutionCode: institutionCode ?? first ?? NO_INSTITUTION,
    on,
  };
  return (
    <>
      <p>
        {t.operations[name].says} {permission === undefined ? t.anyKey : t.needs(permission)}
      </p>
      {data.region?.rulesetInForce === null && <p role="status">{t.noRules(on)}</p>}
      <Code name={name} place={place} />
    </>
  );
}

/** 常用操作 the operations that systems ask most, each with samples that run as they stand. */
export function SampleOperations() {
  const t = useTexts({ zh: integrationZh, en: integrationEn });
  const { region, on } = usePlace();
  const { mayOneOf } = useCaller();
  const stated = usePathValue('operation') ?? SAMPLE_NAMES[0];
  const name = SAMPLE_NAMES.find((known) => known === stated);
  const asked = useAsk(SamplePlacesDocument, { region: region.code, on, institutions: mayOneOf(['institution:read']) });
  return (
    <section className="panel" aria-label={t.samples}>
      <h2>{t.samples}</h2>
      <p className="note">{t.samplesNote}</p>
      <div className="samples">
        <ul aria-label={t.samples}>
          {SAMPLE_NAMES.map((known) => (
            <li key={known} {...(known === name ? { 'aria-current': 'true' as const } : {})}>
              <PlaceLink to={`/integration/${known}`}>{t.operations[known].title}</PlaceLink>
            </li>
          ))}
        </ul>
        <div>
          {name === undefined ? (
            <Nothing>{t.noOperation(stated)}</Nothing>
          ) : (
            <Loaded asked={asked}>{(data) => <Chosen name={name} data={data} />}</Loaded>
          )}
        </div>
      </div>
    </section>
  );
}
