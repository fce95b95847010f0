import { Button, Form, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { useAsk } from '../../../api/operations.ts';
import { usePlace } from '../../../frame/place.tsx';
import { DraftBasesDocument } from '../../../generated/editor/graphql.ts';
import { isDay, todayInChina } from '../../../parts/days.ts';
import { Failure, Refused } from '../../../parts/failure.tsx';
import { Loaded, Nothing } from '../../../parts/states.tsx';
import { editorEn } from '../../../texts/en/editor.ts';
import { editorZh } from '../../../texts/zh/editor.ts';
import { said, useLanguage, useTexts } from '../../../texts/language.tsx';
import { proposalsOf, type Proposals } from './proposed.ts';
import { useBeginDraft, type AskedDraft } from './use-begin-draft.ts';

interface BeginFormProps {
  readonly proposals: Proposals;
  readonly begun: (draftId: string) => void;
}

/** What the new draft is called, when it is to hold, and from which version it begins: then it is begun. */
function BeginForm({ proposals: { versions, firstDay, onDay }, begun }: BeginFormProps) {
  const t = useTexts({ zh: editorZh, en: editorEn });
  const { language } = useLanguage();
  const [form] = Form.useForm<AskedDraft>();
  const { isPending, error, refusal, begin } = useBeginDraft(begun);
  /** What follows from the first day, unless somebody has chosen it. */
  const follow = ({ firstDay: day }: Partial<AskedDraft>): void => {
    if (day === undefined || !isDay(day)) return;
    const { from, version } = onDay(day);
    form.setFieldsValue({
      ...(form.isFieldTouched('from') ? {} : { from }),
      ...(form.isFieldTouched('version') ? {} : { version }),
    });
  };
  return (
    <Form<AskedDraft>
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={{ firstDay, ...onDay(firstDay) }}
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
      <Button type="primary" htmlType="submit" loading={isPending}>
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
        <Loaded asked={asked}>
          {(data) => {
            const proposals = proposalsOf(data, todayInChina());
            return proposals === undefined ? (
              <Nothing>{t.noVersion}</Nothing>
            ) : (
              <BeginForm proposals={proposals} begun={(draftId) => goTo(`/drafts/${draftId}`)} />
            );
          }}
        </Loaded>
      </Modal>
    </>
  );
}
