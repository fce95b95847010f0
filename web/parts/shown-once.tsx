import { CopyOutlined } from '@ant-design/icons';
import { Alert, App, Button, Modal } from 'antd';
import type { ReactNode } from 'react';
import { partsEn } from '../texts/en/parts.ts';
import { partsZh } from '../texts/zh/parts.ts';
import { useTexts } from '../texts/language.tsx';
import { copyText } from './clipboard.ts';

interface ShownOnceProps {
  readonly title: string;
  /** What is shown now and never again: a key, a first password. `undefined`: nothing, and the dialog is closed. */
  readonly secret: string | undefined;
  readonly children: ReactNode;
  readonly close: () => void;
}

/** A secret that the platform tells once: shown, copied, and gone when the dialog is closed by its button. */
export function ShownOnce({ title, secret, children, close }: ShownOnceProps) {
  const t = useTexts({ zh: partsZh, en: partsEn });
  const { message } = App.useApp();
  const copy = async (): Promise<void> => {
    const done = await copyText(secret ?? '');
    void (done ? message.success(t.copied) : message.error(t.notCopied));
  };
  return (
    <Modal
      open={secret !== undefined}
      title={title}
      // A click beside it or Escape would lose it.
      mask={{ closable: false }}
      keyboard={false}
      closable={false}
      destroyOnHidden
      footer={
        <Button type="primary" onClick={close}>
          {t.secretKept}
        </Button>
      }
    >
      <Alert type="warning" showIcon title={t.secretOnce} className="shown-once-note" />
      {children}
      <p className="shown-once">
        <code>{secret}</code>
        <Button size="small" icon={<CopyOutlined aria-hidden />} onClick={() => void copy()}>
          {t.copySecret}
        </Button>
      </p>
    </Modal>
  );
}
