import { Alert, Button, Form, Input, Modal } from 'antd';
import { useEffect, useState } from 'react';
import { SIGN_IN_PATH, useSession } from '../api/session.tsx';
import type { SignInRefusal } from '../api/sign-in-parse.ts';
import { useLanguage, useTexts } from '../texts/language.tsx';
import { signInEn } from '../texts/en/sign-in.ts';
import { signInZh } from '../texts/zh/sign-in.ts';
import { LanguageSwitch } from './language-switch.tsx';

/** What the server said of an attempt, in its own words. */
function Said({ refusal }: { readonly refusal: SignInRefusal | undefined }) {
  const { language } = useLanguage();
  const t = useTexts({ zh: signInZh, en: signInEn });
  if (refusal === undefined) return null;
  const said = refusal.messages[language];
  return <Alert className="sign-in-refused" type="warning" showIcon role="alert" title={said === '' ? t.failed : said} />;
}

function useAttempt<T>(attempt: (values: T) => Promise<SignInRefusal | undefined>) {
  const [refusal, setRefusal] = useState<SignInRefusal | undefined>(undefined);
  const [isBusy, setBusy] = useState(false);
  const submit = (values: T): void => {
    setBusy(true);
    void attempt(values).then((said) => {
      setRefusal(said);
      setBusy(false);
    });
  };
  return { refusal, isBusy, submit };
}

function PasswordForm() {
  const t = useTexts({ zh: signInZh, en: signInEn });
  const { signIn } = useSession();
  const { refusal, isBusy, submit } = useAttempt(signIn);
  return (
    <Form<{ login: string; password: string }> layout="vertical" requiredMark={false} onFinish={submit} name="sign-in">
      <Said refusal={refusal} />
      <Form.Item name="login" label={t.login} rules={[{ required: true, whitespace: true, message: t.loginMissing }]}>
        <Input autoComplete="username" autoFocus spellCheck={false} />
      </Form.Item>
      <Form.Item name="password" label={t.password} rules={[{ required: true, message: t.passwordMissing }]}>
        <Input.Password autoComplete="current-password" />
      </Form.Item>
      <Button type="primary" htmlType="submit" block loading={isBusy}>
        {t.signIn}
      </Button>
    </Form>
  );
}

/** Persons of the demonstration: one click each, so that four eyes can be tried by one newcomer. */
function DemoPersons() {
  const t = useTexts({ zh: signInZh, en: signInEn });
  const names: Readonly<Record<string, string>> = t.demoNames;
  const does: Readonly<Record<string, string>> = t.demoDoes;
  const { ways, signIn } = useSession();
  const { refusal, isBusy, submit } = useAttempt(signIn);
  const demo = ways?.demo ?? [];
  if (demo.length === 0) return null;
  return (
    <section aria-label={t.demo}>
      <h2>{t.demo}</h2>
      <p className="note">{t.demoNote}</p>
      <Said refusal={refusal} />
      <div className="demo-persons">
        {demo.map(({ id, name }) => (
          <div key={id}>
            <Button block disabled={isBusy} onClick={() => submit({ demo: id })}>
              {names[id] ?? name}
            </Button>
            <span className="demo-does">{does[id]}</span>
          </div>
        ))}
      </div>
    </section>
  );
}

function KeyForm({ isRefused }: { readonly isRefused: boolean }) {
  const t = useTexts({ zh: signInZh, en: signInEn });
  const { enterKey } = useSession();
  return (
    <Form<{ key: string }> layout="vertical" requiredMark={false} onFinish={({ key }) => enterKey(key.trim())} name="by-key">
      {isRefused && <Alert className="sign-in-refused" type="warning" showIcon role="alert" title={t.keyRefused} />}
      <Form.Item name="key" label={t.key} extra={t.keyHint} rules={[{ required: true, whitespace: true, message: t.keyMissing }]}>
        <Input.Password autoComplete="off" spellCheck={false} />
      </Form.Item>
      <Button htmlType="submit" block>
        {t.signInByKey}
      </Button>
    </Form>
  );
}

/** Every way in which one may sign in here. */
function Ways({ isKeyRefused }: { readonly isKeyRefused: boolean }) {
  const t = useTexts({ zh: signInZh, en: signInEn });
  const { ways } = useSession();
  return (
    <>
      <DemoPersons />
      <div className="sign-in-ways">
        <section aria-label={t.byPassword}>
          <h2>{t.byPassword}</h2>
          <PasswordForm />
          {ways?.provider === true && (
            <Button className="by-provider" href="/session/provider" block>
              {t.byProvider}
            </Button>
          )}
        </section>
        <section aria-label={t.signInByKey}>
          <h2>{t.signInByKey}</h2>
          <KeyForm isRefused={isKeyRefused} />
          <p className="note">
            {t.forSystems} <a href="/graphiql">GraphiQL</a>
          </p>
        </section>
      </div>
    </>
  );
}

/** The page where somebody says who he is. The address stays, so that he arrives where he wanted to go. */
export function SignIn({ isKeyRefused }: { readonly isKeyRefused: boolean }) {
  const t = useTexts({ zh: signInZh, en: signInEn });
  const isProviderRefused = location.pathname === SIGN_IN_PATH && location.search.includes('refused=provider');
  useEffect(() => {
    document.title = `${t.signIn} · ${t.product}`;
  }, [t]);
  return (
    <main className="sign-in dip-look">
      <div className="sign-in-card">
        <div className="sign-in-head">
          <h1>{t.product}</h1>
          <LanguageSwitch />
        </div>
        <p className="note">{t.productNote}</p>
        {isProviderRefused && <Alert className="sign-in-refused" type="warning" showIcon role="alert" title={t.providerRefused} />}
        <Ways isKeyRefused={isKeyRefused} />
      </div>
    </main>
  );
}

/** What somebody does about his own sign-in: another password, and the end of all sessions. */
export function OwnSignIn({ isOpen, close }: { readonly isOpen: boolean; readonly close: () => void }) {
  const t = useTexts({ zh: signInZh, en: signInEn });
  const { leave } = useSession();
  return (
    <Modal open={isOpen} title={t.changePassword} footer={null} onCancel={close} destroyOnHidden>
      <NewPasswordForm done={close} />
      <Button type="link" block onClick={() => leave(true)}>
        {t.leaveEverywhere}
      </Button>
    </Modal>
  );
}

/** The form of a new password. */
function NewPasswordForm({ done }: { readonly done?: () => void }) {
  const t = useTexts({ zh: signInZh, en: signInEn });
  const { changePassword } = useSession();
  const { refusal, isBusy, submit } = useAttempt(async ({ old, fresh }: { old: string; fresh: string }) => {
    const said = await changePassword(old, fresh);
    if (said === undefined) done?.();
    return said;
  });
  return (
    <Form<{ old: string; fresh: string; again: string }> layout="vertical" requiredMark={false} onFinish={submit} name="new-password">
      <Said refusal={refusal} />
      <Form.Item name="old" label={t.oldPassword} rules={[{ required: true, message: t.passwordMissing }]}>
        <Input.Password autoComplete="current-password" />
      </Form.Item>
      <Form.Item name="fresh" label={t.newPassword} extra={t.passwordRule} rules={[{ required: true, message: t.passwordMissing }]}>
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <Form.Item
        name="again"
        label={t.newPasswordAgain}
        dependencies={['fresh']}
        rules={[
          ({ getFieldValue }) => ({
            validator: (_, value) => (value === getFieldValue('fresh') ? Promise.resolve() : Promise.reject(new Error(t.notAlike))),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <Button type="primary" htmlType="submit" block loading={isBusy}>
        {t.changePassword}
      </Button>
    </Form>
  );
}

/** The first password has to be changed before anything else. */
export function FirstPassword() {
  const t = useTexts({ zh: signInZh, en: signInEn });
  const { leave } = useSession();
  return (
    <main className="sign-in dip-look">
      <div className="sign-in-card">
        <h1>{t.product}</h1>
        <h2>{t.firstPassword}</h2>
        <NewPasswordForm />
        <div className="sign-in-foot">
          <Button type="link" onClick={() => leave()}>
            {t.leave}
          </Button>
          <LanguageSwitch />
        </div>
      </div>
    </main>
  );
}

/** Asks again who calls, above a page that stays as it is: nothing that was typed is lost. */
export function SignInAgain() {
  const t = useTexts({ zh: signInZh, en: signInEn });
  const { isLost, leave, key } = useSession();
  return (
    <Modal open={isLost} title={t.sessionEnded} footer={null} onCancel={() => leave()} destroyOnHidden>
      <Ways isKeyRefused={key !== undefined} />
    </Modal>
  );
}
