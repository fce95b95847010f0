import { Button, Checkbox, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { useChange } from '../../api/operations.ts';
import { usePlace } from '../../frame/place.tsx';
import { AddPersonDocument } from '../../generated/operation/graphql.ts';
import { Failure, Refused, type Refusal } from '../../parts/failure.tsx';
import { GrantFields, grantOf, type GrantedRole, type GrantFilled } from '../../parts/grant-fields.tsx';
import { refusalOf } from '../../parts/refusal-of.ts';
import { useTexts } from '../../texts/language.tsx';
import { peopleEn } from '../../texts/en/people.ts';
import { peopleZh } from '../../texts/zh/people.ts';

/** Roles of people: systems and the demonstration do not sign in. */
const ROLES: readonly GrantedRole[] = ['CLERK', 'APPROVER', 'FINANCE', 'INSTITUTION', 'AUDITOR', 'ADMIN'];

interface PersonFilled extends GrantFilled {
  readonly login: string;
  readonly isOfProvider?: boolean;
}

/** A first password, and whose it is; people of the identity provider have none. */
export interface FirstPasswordGiven {
  readonly login: string;
  readonly password: string;
}

interface AddPersonFormProps {
  readonly added: (given: FirstPasswordGiven | undefined) => void;
}

function AddPersonForm({ added }: AddPersonFormProps) {
  const t = useTexts({ zh: peopleZh, en: peopleEn });
  const { region } = usePlace();
  const add = useChange(AddPersonDocument, { isToldAtOnce: true });
  const [refusal, setRefusal] = useState<Refusal | undefined>(undefined);
  const finish = async ({ login, isOfProvider = false, ...filled }: PersonFilled): Promise<void> => {
    setRefusal(undefined);
    const { createPerson } = await add.mutateAsync({ input: { ...grantOf(filled, 'USER'), login: login.trim(), isOfProvider } });
    if (!('person' in createPerson)) return setRefusal(refusalOf(createPerson));
    const { person, password } = createPerson;
    added(password === null ? undefined : { login: person.login, password });
  };
  return (
    <Form<PersonFilled>
      layout="vertical"
      requiredMark={false}
      initialValues={{ scopes: [], regions: [region.code] }}
      onFinish={(filled) => void finish(filled).catch(() => undefined)}
    >
      {refusal !== undefined && <Refused refusal={refusal} />}
      {add.error !== null && <Failure error={add.error} />}
      <GrantFields holderLabel={t.name} roles={ROLES} />
      <Form.Item name="login" label={t.login} extra={t.loginHint} rules={[{ required: true, whitespace: true, message: t.loginMissing }]}>
        <Input maxLength={64} autoComplete="off" spellCheck={false} />
      </Form.Item>
      <Form.Item name="isOfProvider" valuePropName="checked">
        <Checkbox>{t.ofProvider}</Checkbox>
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={add.isPending}>
        {t.add}
      </Button>
    </Form>
  );
}

/** 新建人员 a button and the form behind it; the first password goes to whoever shows it. */
export function NewPerson({ given }: { readonly given: (given: FirstPasswordGiven) => void }) {
  const t = useTexts({ zh: peopleZh, en: peopleEn });
  const [isOpen, setOpen] = useState(false);
  const added = (first: FirstPasswordGiven | undefined): void => {
    setOpen(false);
    if (first !== undefined) given(first);
  };
  return (
    <>
      <Button type="primary" onClick={() => setOpen(true)}>
        {t.newPerson}
      </Button>
      <Modal open={isOpen} title={t.newPerson} footer={null} onCancel={() => setOpen(false)} destroyOnHidden>
        <AddPersonForm added={added} />
      </Modal>
    </>
  );
}
