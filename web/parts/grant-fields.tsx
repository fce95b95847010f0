import { Form, Input, Select } from 'antd';
import { useCaller } from '../api/caller.tsx';
import { useAsk } from '../api/operations.ts';
import { RolesKnownDocument, type RolesKnownQuery } from '../generated/parts/graphql.ts';
import { frameEn } from '../texts/en/frame.ts';
import { partsEn } from '../texts/en/parts.ts';
import { frameZh } from '../texts/zh/frame.ts';
import { partsZh } from '../texts/zh/parts.ts';
import { said, useLanguage, useTexts } from '../texts/language.tsx';
import { Failure } from './failure.tsx';

/** A role of the platform. */
export type GrantedRole = RolesKnownQuery['roles'][number]['role'];

/** What a key or a person is to be given, as the form has it. */
export interface GrantFilled {
  readonly holder: string;
  readonly role: GrantedRole;
  readonly scopes?: readonly string[];
  readonly regions: readonly string[];
  readonly institution?: string;
}

/** A form as a grant of the API; the holder is a new one. */
export function grantOf({ holder, role, scopes = [], regions, institution }: GrantFilled, kind: 'USER' | 'API_KEY') {
  const code = institution?.trim() ?? '';
  return {
    ...{ holder: { new: { name: holder.trim(), kind } }, role, scopes: [...scopes], regions: [...regions] },
    ...(code === '' ? {} : { institutionCode: code }),
  };
}

interface GrantFieldsProps {
  /** What the holder is called in this form. */
  readonly holderLabel: string;
  readonly roles: readonly GrantedRole[];
}

/** The fields by which a key or a person is given a role: holder, role, what of its permissions, regions, institution. Inside a form. */
export function GrantFields({ holderLabel, roles }: GrantFieldsProps) {
  const t = useTexts({ zh: partsZh, en: partsEn });
  const { roles: roleNames } = useTexts({ zh: frameZh, en: frameEn });
  const { language } = useLanguage();
  const { regions, role: own } = useCaller();
  const asked = useAsk(RolesKnownDocument, {});
  const form = Form.useFormInstance<GrantFilled>();
  const role = Form.useWatch('role', form);
  const permissions = asked.data?.roles.find((known) => known.role === role)?.permissions ?? [];
  const isOfInstitution = role === 'INSTITUTION';
  const everywhere = own === 'ADMIN' && role === 'ADMIN' ? [{ value: '*', label: t.everywhere }] : [];
  return (
    <>
      <Form.Item name="holder" label={holderLabel} rules={[{ required: true, whitespace: true, message: t.required }]}>
        <Input maxLength={100} autoFocus />
      </Form.Item>
      <Form.Item name="role" label={t.role} rules={[{ required: true, message: t.required }]}>
        <Select options={roles.map((value) => ({ value, label: roleNames[value] }))} onChange={() => form.setFieldsValue({ scopes: [] })} />
      </Form.Item>
      {asked.error !== null && <Failure error={asked.error} retry={() => void asked.refetch()} />}
      <Form.Item name="scopes" label={t.scopes} extra={t.scopesHint}>
        <Select
          mode="multiple"
          allowClear
          placeholder={t.allScopes}
          options={permissions.map(({ scope, label }) => ({ value: scope, label: `${said(label, language)} ${scope}` }))}
        />
      </Form.Item>
      <Form.Item name="regions" label={t.regions} rules={[{ required: true, message: t.required }]}>
        <Select
          mode="multiple"
          options={[...everywhere, ...regions.map(({ code, name }) => ({ value: code, label: `${name} ${code}` }))]}
        />
      </Form.Item>
      {(isOfInstitution || role === 'INTEGRATOR') && (
        <Form.Item
          name="institution"
          label={t.institution}
          {...(isOfInstitution ? {} : { extra: t.institutionHint })}
          rules={[{ required: isOfInstitution, whitespace: true, message: t.required }]}
        >
          <Input maxLength={64} />
        </Form.Item>
      )}
    </>
  );
}

/** What of a role's permissions somebody has, in words. */
export function useScopesText(): (role: GrantedRole, scopes: readonly string[]) => string {
  const t = useTexts({ zh: partsZh, en: partsEn });
  const { language } = useLanguage();
  const asked = useAsk(RolesKnownDocument, {});
  return (role, scopes) => {
    if (scopes.length === 0) return t.allScopes;
    const known = asked.data?.roles.find((one) => one.role === role)?.permissions ?? [];
    return scopes
      .map((scope) => {
        const found = known.find((one) => one.scope === scope);
        return found === undefined ? scope : said(found.label, language);
      })
      .join(t.comma);
  };
}

/** Regions with their names, in words; `*` is all of them. */
export function useRegionsText(): (codes: readonly string[]) => string {
  const t = useTexts({ zh: partsZh, en: partsEn });
  const { regions } = useCaller();
  return (codes) =>
    codes
      .map((code) => (code === '*' ? t.everywhere : `${regions.find((region) => region.code === code)?.name ?? ''} ${code}`.trim()))
      .join(t.comma);
}
