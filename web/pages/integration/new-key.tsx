import { Button, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { useChange } from '../../api/operations.ts';
import { usePlace } from '../../frame/place.tsx';
import { MakeApiKeyDocument } from '../../generated/integration/graphql.ts';
import { isDay } from '../../parts/days.ts';
import { Failure, Refused, type Refusal } from '../../parts/failure.tsx';
import { GrantFields, grantOf, type GrantedRole, type GrantFilled } from '../../parts/grant-fields.tsx';
import { refusalOf } from '../../parts/refusal-of.ts';
import { ShownOnce } from '../../parts/shown-once.tsx';
import { useTexts } from '../../texts/language.tsx';
import { integrationEn } from '../../texts/en/integration.ts';
import { integrationZh } from '../../texts/zh/integration.ts';

/** Roles of keys, that of systems first; DEMO keys are minted by the platform alone. */
const ROLES: readonly GrantedRole[] = ['INTEGRATOR', 'INSTITUTION', 'AUDITOR', 'CLERK', 'APPROVER', 'FINANCE', 'ADMIN'];

interface KeyFilled extends GrantFilled {
  readonly lastDay?: string;
}

/** The end of a day in China. */
function endOfDay(day: string): string {
  return `${day}T23:59:59+08:00`;
}

interface NewKeyFormProps {
  readonly made: (key: string, holder: string) => void;
}

function NewKeyForm({ made }: NewKeyFormProps) {
  const t = useTexts({ zh: integrationZh, en: integrationEn });
  const { region } = usePlace();
  const make = useChange(MakeApiKeyDocument, { isToldAtOnce: true });
  const [refusal, setRefusal] = useState<Refusal | undefined>(undefined);
  const finish = async ({ lastDay = '', ...filled }: KeyFilled): Promise<void> => {
    setRefusal(undefined);
    const expiry = lastDay === '' ? {} : { expiresAt: endOfDay(lastDay) };
    const { createApiKey } = await make.mutateAsync({ input: { ...grantOf(filled, 'API_KEY'), ...expiry } });
    if ('apiKey' in createApiKey) made(createApiKey.key, createApiKey.apiKey.holder.name);
    else setRefusal(refusalOf(createApiKey));
  };
  const isDayOrNone = (_: unknown, value = ''): Promise<void> =>
    value === '' || isDay(value) ? Promise.resolve() : Promise.reject(new Error(t.notDay));
  return (
    <Form<KeyFilled>
      layout="vertical"
      requiredMark={false}
      initialValues={{ role: 'INTEGRATOR', scopes: [], regions: [region.code] }}
      onFinish={(filled) => void finish(filled).catch(() => undefined)}
    >
      {refusal !== undefined && <Refused refusal={refusal} />}
      {make.error !== null && <Failure error={make.error} />}
      <GrantFields holderLabel={t.holderOfKey} roles={ROLES} />
      <Form.Item name="lastDay" label={t.lastDay} extra={t.lastDayHint} rules={[{ validator: isDayOrNone }]}>
        <Input maxLength={10} placeholder="YYYY-MM-DD" inputMode="numeric" />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={make.isPending}>
        {t.makeKey}
      </Button>
    </Form>
  );
}

/** 建立密钥 a button, the form behind it, and the key itself, once. */
export function NewKey() {
  const t = useTexts({ zh: integrationZh, en: integrationEn });
  const [isOpen, setOpen] = useState(false);
  const [secret, setSecret] = useState<{ readonly key: string; readonly holder: string } | undefined>(undefined);
  return (
    <>
      <Button type="primary" onClick={() => setOpen(true)}>
        {t.newKey}
      </Button>
      <Modal open={isOpen} title={t.newKey} footer={null} onCancel={() => setOpen(false)} destroyOnHidden>
        <NewKeyForm
          made={(key, holder) => {
            setOpen(false);
            setSecret({ key, holder });
          }}
        />
      </Modal>
      <ShownOnce title={t.keyOf(secret?.holder ?? '')} secret={secret?.key} close={() => setSecret(undefined)}>
        <p>{t.keySays}</p>
      </ShownOnce>
    </>
  );
}
