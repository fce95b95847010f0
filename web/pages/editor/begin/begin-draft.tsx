import { Button, Form, Input, Modal, Select } from 'antd';
import { useEffect, useState } from 'react';
import { useAsk } from '../../../api/operations.ts';
import { usePlace } from '../../../frame/place.tsx';
import { DraftBaseOnDocument, DraftBasesDocument } from '../../../generated/editor/graphql.ts';
import { isDay, todayInChina } from '../../../parts/days.ts';
import { Failure, Refused } from '../../../parts/failure.tsx';
import { Loaded, Nothing } from '../../../parts/states.tsx';
import { editorEn } from '../../../texts/en/editor.ts';
import { editorZh } from '../../../texts/zh/editor.ts';
import { said, useLanguage, useTexts } from '../../../texts/language.tsx';
import { freeFirstDay, freeVersion, type BaseVersion } from './proposed.ts';
import { useBeginDraft, type AskedDraft } from './use-begin-draft.ts';

/** Which version holds on a day, of those that a draft may begin from; undefined: it is not known yet. */
function useHeldOn(on: string, versions: readonly BaseVersion[]): string | undefined {
  const { region } = usePlace();
  const asked = useAsk(DraftBaseOnDocument, { region: region.code, on });
  if (asked.data === undefined || asked.isPlaceholderData) return undefined;
  return asked.data.region?.rulesetInForce?.version ?? versions[0]?.version;
}

interface BeginFormProps {
  readonly versions: readonly BaseVersion[];
  readonly begun: (draftId: string) => void;
}

/** What the new draft is called, when it is to hold, and from which version it begins: then it is begun. */
function BeginForm({ versions, begun }: BeginFormProps) {
  const t = useTexts({ zh: editorZh, en: editorEn });
  const { language } = useLanguage();
  const [form] = Form.useForm<AskedDraft>();
  const { isPending, error, refusal, begin } = useBeginDraft(begun);
  const [firstDay] = useState(() => freeFirstDay(versions, todayInChina()));
  const [on, setOn] = useState(firstDay);
  const from = useHeldOn(on, versions);
  // What follows from the first day, unless somebody has chosen it: to the form, what was set for a field has been touched.
  const [chosen, setChosen] = useState({ from: false, version: false });
  useEffect(() => {
    if (from !== undefined && !chosen.from) form.setFieldsValue({ from });
  }, [form, from, chosen.from]);
  const follow = (changed: Partial<AskedDraft>): void => {
    setChosen({ from: chosen.from || 'from' in changed, version: chosen.version || 'version' in changed });
    const { firstDay: day } = changed;
    if (day === undefined || !isDay(day)) return;
    setOn(day);
    if (!chosen.version) form.setFieldsValue({ version: freeVersion(versions, day) });
  };
  return (
    <Form<AskedDraft>
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={{ firstDay, version: freeVersion(versions, firstDay) }}
      onValuesChange={follow}
      onFinish={begin}
    >
      {refusal !== undefined && <Refused refusal={refusal} />}
      {error !== null && <Failure error={error} />}
      <Form.Item name="name" label={t.draftName} rules={[{ required: true, whitespace: true, message: t.required }]}>
        <Input autoFocus maxLength={100} />
      </Form.Item>
      <Form.Item
        name="firstDay"
        label={t.firstDay}
        extra={t.firstDayHint}
        rules={[{ validator: (_, value: string) => (isDay(value) ? Promise.resolve() : Promise.reject(new Error(t.wrong.notDay))) }]}
      >
        <Input maxLength={10} />
      </Form.Item>
      <Form.Item name="from" label={t.base} rules={[{ required: true, message: t.required }]}>
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
      <Button type="primary" htmlType="submit" loading={isPending}>
        {t.begin}
      </Button>
    </Form>
  );
}

/** 起草 a button, and the form behind it. */
export function BeginDraft() {
  const t = useTexts({ zh: editorZh, en: editorEn });
  const { region, goTo } = usePlace();
  const [isOpen, setOpen] = useState(false);
  const asked = useAsk(DraftBasesDocument, { region: region.code }, { enabled: isOpen });
  return (
    <>
      <Button type="primary" onClick={() => setOpen(true)}>
        {t.begin}
      </Button>
      <Modal open={isOpen} title={t.begin} footer={null} onCancel={() => setOpen(false)} destroyOnHidden>
        <p className="note">{t.beginHint}</p>
        <Loaded asked={asked}>
          {({ region: known }) => {
            const versions = (known?.rulesetVersions.edges ?? []).map(({ node }) => node);
            return versions.length === 0 ? (
              <Nothing>{t.noVersion}</Nothing>
            ) : (
              <BeginForm versions={versions} begun={(draftId) => goTo(`/drafts/${draftId}`)} />
            );
          }}
        </Loaded>
      </Modal>
    </>
  );
}
