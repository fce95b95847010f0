import { editorEn } from '../../texts/en/editor.ts';
import { editorZh } from '../../texts/zh/editor.ts';
import { useTexts } from '../../texts/language.tsx';
import { Button, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { useChange } from '../../api/operations.ts';
import { usePlace } from '../../frame/place.tsx';
import { AbandonDocument, TakeBackDocument } from '../../generated/editor/graphql.ts';
import { commandKey } from '../../parts/command-key.ts';
import { Failure, Refused, type Refusal } from '../../parts/failure.tsx';
import type { Draft } from './use-edits.ts';
import { refusalOf } from '../../parts/refusal-of.ts';

const TAKEN_BACK_FROM: ReadonlySet<Draft['state']> = new Set(['IN_REVIEW', 'APPROVED', 'SCHEDULED']);

/** Takes a submission back, so that the draft can be edited; or abandons a draft that is not handed in. */
export function MoveDraft({ draft }: { readonly draft: Draft }) {
  const t = useTexts({ zh: editorZh, en: editorEn });
  const { region } = usePlace();
  const recall = useChange(TakeBackDocument);
  const abandon = useChange(AbandonDocument);
  const [isOpen, setOpen] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | undefined>(undefined);
  const isRecall = TAKEN_BACK_FROM.has(draft.state);
  if (!isRecall && draft.state !== 'DRAFT') return null;
  const finish = async ({ reason }: { readonly reason: string }): Promise<void> => {
    setRefusal(undefined);
    const input = { regionCode: region.code, draftId: draft.draftId, contentHash: draft.contentHash, reason, idempotencyKey: commandKey() };
    const result = isRecall ? (await recall.mutateAsync({ input })).recallDraft : (await abandon.mutateAsync({ input })).abandonDraft;
    if ('draft' in result) setOpen(false);
    else setRefusal(refusalOf(result));
  };
  const error = recall.error ?? abandon.error;
  return (
    <>
      <Button onClick={() => setOpen(true)}>{isRecall ? t.recall : t.abandon}</Button>
      <Modal open={isOpen} title={isRecall ? t.recall : t.abandon} footer={null} onCancel={() => setOpen(false)} destroyOnHidden>
        <Form<{ reason: string }> layout="vertical" requiredMark={false} onFinish={(asked) => void finish(asked).catch(() => undefined)}>
          {refusal !== undefined && <Refused refusal={refusal} />}
          {error !== null && <Failure error={error} />}
          <Form.Item
            name="reason"
            label={isRecall ? t.recallReason : t.abandonReason}
            rules={[{ required: true, whitespace: true, message: t.required }]}
          >
            <Input autoFocus maxLength={500} />
          </Form.Item>
          <Button type="primary" danger={!isRecall} htmlType="submit" loading={recall.isPending || abandon.isPending}>
            {isRecall ? t.recall : t.abandon}
          </Button>
        </Form>
      </Modal>
    </>
  );
}
