import { editorEn } from '../../texts/en/editor.ts';
import { editorZh } from '../../texts/zh/editor.ts';
import { Button, Form, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { useAsk, useChange } from '../../api/operations.ts';
import { usePlace } from '../../frame/place.tsx';
import { BeginDraftDocument, DraftBasesDocument, SaveEditsDocument, type DraftBasesQuery } from '../../generated/editor/graphql.ts';
import { firstOfNextMonth, isDay, todayInChina } from '../../parts/days.ts';
import { Failure, Refused, type Refusal } from '../../parts/failure.tsx';
import { Loaded, Nothing } from '../../parts/states.tsx';
import { said, useLanguage, useTexts } from '../../texts/language.tsx';
import { newKey, refusalOf } from '../../parts/refusal-of.ts';

interface Asked {
  readonly name: string;
  readonly from: string;
  readonly version: string;
  readonly firstDay: string;
}

/** A number that no version has yet, of the year in which it begins to hold: `2026.2`. */
function freeVersion(year: string, taken: readonly string[]): string {
  const free = taken.map((_, index) => `${year}.${index + 1}`).find((version) => !taken.includes(version));
  return free ?? `${year}.${taken.length + 1}`;
}

type Version = NonNullable<DraftBasesQuery['region']>['rulesetVersions']['edges'][number]['node'];

/** The version that holds on a day, of those of one scheme; one that was published for it later goes before. */
function holdingOn(versions: readonly Version[], day: string): Version | undefined {
  const begun = versions.filter(
    ({ effectiveFrom, effectiveTo }) => (effectiveFrom ?? '9') <= day && (typeof effectiveTo !== 'string' || day <= effectiveTo),
  );
  return begun.reduce<Version | undefined>(
    (last, one) => (last === undefined || (last.effectiveFrom ?? '') < (one.effectiveFrom ?? '') ? one : last),
    undefined,
  );
}

/** The first day of the next month on which no version begins yet. */
function freeFirstDay(versions: readonly Version[], today: string): string {
  const begun = new Set(versions.map(({ effectiveFrom }) => effectiveFrom));
  let day = firstOfNextMonth(today);
  while (begun.has(day)) day = firstOfNextMonth(day);
  return day;
}

interface BeginFormProps {
  readonly data: DraftBasesQuery;
  readonly begun: (draftId: string) => void;
}

/** What the new draft is called, from which version it begins, and when it is to hold: then it is begun. */
function BeginForm({ data, begun }: BeginFormProps) {
  const t = useTexts({ zh: editorZh, en: editorEn });
  const { language } = useLanguage();
  const { region } = usePlace();
  const begin = useChange(BeginDraftDocument);
  const save = useChange(SaveEditsDocument);
  const [key] = useState(newKey);
  const [refusal, setRefusal] = useState<Refusal | undefined>(undefined);
  const versions = (data.region?.rulesetVersions.edges ?? []).map(({ node }) => node);
  const [form] = Form.useForm<Asked>();
  const inForce = data.region?.dip?.id ?? data.region?.drg?.id;
  const first = versions.find(({ id }) => id === inForce) ?? versions[0];
  if (first === undefined) return <Nothing>{t.noVersion}</Nothing>;
  const ofScheme = versions.filter(({ scheme }) => scheme === first.scheme);
  const taken = versions.map(({ version }) => version);
  /** What a draft that holds from a day begins from, and what it is called. */
  const proposed = (day: string): Pick<Asked, 'from' | 'version'> => ({
    from: (holdingOn(ofScheme, day) ?? first).version,
    version: freeVersion(day.slice(0, 4), taken),
  });
  const follow = ({ firstDay: day }: Partial<Asked>): void => {
    if (day === undefined || !isDay(day)) return;
    const { from, version } = proposed(day);
    // Not what somebody has chosen; `setFieldsValue` leaves a field as untouched as it was.
    form.setFieldsValue({
      ...(form.isFieldTouched('from') ? {} : { from }),
      ...(form.isFieldTouched('version') ? {} : { version }),
    });
  };
  const firstDay = freeFirstDay(ofScheme, todayInChina());
  const finish = async ({ name, from, version, firstDay }: Asked): Promise<void> => {
    setRefusal(undefined);
    const input = { regionCode: region.code, name, from: { regionCode: region.code, version: from }, idempotencyKey: key };
    const { createDraft } = await begin.mutateAsync({ input });
    if (!('draft' in createDraft)) return setRefusal(refusalOf(createDraft));
    const { draftId } = createDraft.draft;
    const patches = [
      { pointer: '/version', text: version },
      { pointer: '/effective', json: JSON.stringify({ from: firstDay }) },
    ];
    await save.mutateAsync({ input: { regionCode: region.code, draftId, baseRevision: 1, patches, idempotencyKey: `${key}-head` } });
    begun(draftId);
  };
  const error = begin.error ?? save.error;
  return (
    <Form<Asked>
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={{ firstDay, ...proposed(firstDay) }}
      onValuesChange={follow}
      onFinish={(asked) => void finish(asked).catch(() => undefined)}
    >
      {refusal !== undefined && <Refused refusal={refusal} />}
      {error !== null && <Failure error={error} />}
      <Form.Item name="name" label={t.draftName} rules={[{ required: true, whitespace: true, message: t.required }]}>
        <Input autoFocus maxLength={100} />
      </Form.Item>
      <Form.Item name="from" label={t.base}>
        <Select
          options={versions.map(({ version, title, effectiveFrom }) => ({
            value: version,
            label: `${version} ${said(title, language)} ${effectiveFrom ?? ''}`,
          }))}
        />
      </Form.Item>
      <Form.Item
        name="version"
        label={t.newVersion}
        extra={t.newVersionHint}
        rules={[{ required: true, whitespace: true, message: t.required }]}
      >
        <Input maxLength={20} />
      </Form.Item>
      <Form.Item
        name="firstDay"
        label={t.firstDay}
        extra={t.firstDayHint}
        rules={[{ validator: (_, value: string) => (isDay(value) ? Promise.resolve() : Promise.reject(new Error(t.wrong.notDay))) }]}
      >
        <Input maxLength={10} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={begin.isPending || save.isPending}>
        {t.begin}
      </Button>
    </Form>
  );
}

/** 起草 a button, and the form behind it. */
export function BeginDraft() {
  const t = useTexts({ zh: editorZh, en: editorEn });
  const { region, on, goTo } = usePlace();
  const [isOpen, setOpen] = useState(false);
  const asked = useAsk(DraftBasesDocument, { region: region.code, on }, { enabled: isOpen });
  return (
    <>
      <Button type="primary" onClick={() => setOpen(true)}>
        {t.begin}
      </Button>
      <Modal open={isOpen} title={t.begin} footer={null} onCancel={() => setOpen(false)} destroyOnHidden>
        <p className="note">{t.beginHint}</p>
        <Loaded asked={asked}>{(data) => <BeginForm data={data} begun={(draftId) => goTo(`/drafts/${draftId}`)} />}</Loaded>
      </Modal>
    </>
  );
}
