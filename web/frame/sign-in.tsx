import { Alert, Button, Form, Input, Modal } from 'antd';
import { useEffect } from 'react';
import { useSession } from '../api/session.tsx';
import { useTexts } from '../texts/language.tsx';
import { frameEn } from '../texts/en/frame.ts';
import { frameZh } from '../texts/zh/frame.ts';
import { LanguageSwitch } from './language-switch.tsx';

function KeyForm({ isRefused }: { readonly isRefused: boolean }) {
  const t = useTexts({ zh: frameZh, en: frameEn });
  const { enter } = useSession();
  return (
    <Form<{ key: string }> layout="vertical" requiredMark={false} onFinish={({ key }) => enter(key.trim())}>
      {isRefused && <Alert className="sign-in-refused" type="warning" showIcon role="alert" title={t.keyRefused} />}
      <Form.Item name="key" label={t.key} extra={t.keyHint} rules={[{ required: true, whitespace: true, message: t.keyMissing }]}>
        <Input.Password autoComplete="off" autoFocus spellCheck={false} />
      </Form.Item>
      <Button type="primary" htmlType="submit" block>
        {t.signIn}
      </Button>
    </Form>
  );
}

/** The page where somebody says who he is: for now by a key. The address stays, so that he arrives where he wanted to go. */
export function SignIn({ isRefused }: { readonly isRefused: boolean }) {
  const t = useTexts({ zh: frameZh, en: frameEn });
  useEffect(() => {
    document.title = `${t.signInByKey} · ${t.product}`;
  }, [t]);
  return (
    <main className="sign-in dip-look">
      <div className="sign-in-card">
        <h1>{t.product}</h1>
        <p className="note">{t.productNote}</p>
        <h2>{t.signInByKey}</h2>
        <KeyForm isRefused={isRefused} />
        <div className="sign-in-foot">
          <a href="/graphiql">GraphiQL</a>
          <LanguageSwitch />
        </div>
      </div>
    </main>
  );
}

/** Asks again who calls, above a page that stays as it is: nothing that was typed is lost. */
export function SignInAgain() {
  const t = useTexts({ zh: frameZh, en: frameEn });
  const { isLost, leave } = useSession();
  return (
    <Modal open={isLost} title={t.sessionEnded} footer={null} onCancel={leave} destroyOnHidden>
      <KeyForm isRefused />
    </Modal>
  );
}
