import { App, Button, Tag } from 'antd';
import { useState } from 'react';
import { useChange, useList } from '../../api/operations.ts';
import { ApiKeyListDocument, RevokeKeyDocument, type ApiKeyShownFragment } from '../../generated/integration/graphql.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { printInstant } from '../../parts/days.ts';
import { Failure, Refused, type Refusal } from '../../parts/failure.tsx';
import { useRegionsText, useScopesText } from '../../parts/grant-fields.tsx';
import { refusalOf } from '../../parts/refusal-of.ts';
import { Waiting } from '../../parts/states.tsx';
import type { Column } from '../../parts/table-columns.ts';
import { useTexts } from '../../texts/language.tsx';
import { frameEn } from '../../texts/en/frame.ts';
import { frameZh } from '../../texts/zh/frame.ts';
import { integrationEn } from '../../texts/en/integration.ts';
import { integrationZh } from '../../texts/zh/integration.ts';
import { NewKey } from './new-key.tsx';

const COLOURS = { inUse: 'success', expired: 'default', revoked: 'error' } as const;

/** Whether a key works by now, and if not, why. */
function stateOfKey({ revokedAt, expiresAt }: ApiKeyShownFragment): keyof typeof COLOURS {
  if (revokedAt !== null) return 'revoked';
  return expiresAt !== null && Date.parse(expiresAt) <= Date.now() ? 'expired' : 'inUse';
}

/** Asks once more, then revokes a key. */
function useRevoking() {
  const t = useTexts({ zh: integrationZh, en: integrationEn });
  const { modal, message } = App.useApp();
  const revoke = useChange(RevokeKeyDocument);
  const [refusal, setRefusal] = useState<Refusal | undefined>(undefined);
  const send = async ({ id }: ApiKeyShownFragment): Promise<void> => {
    setRefusal(undefined);
    const { revokeApiKey } = await revoke.mutateAsync({ input: { id } });
    if ('apiKey' in revokeApiKey) void message.success(t.revoked);
    else setRefusal(refusalOf(revokeApiKey));
  };
  const ask = (key: ApiKeyShownFragment): void => {
    void modal.confirm({
      title: t.revokeAsk(key.holder.name, key.prefix),
      content: t.revokeSays,
      okText: t.revoke,
      okButtonProps: { danger: true },
      onOk: () => send(key).catch(() => undefined),
    });
  };
  return { ask, refusal, error: revoke.error };
}

function useColumns(ask: (key: ApiKeyShownFragment) => void): readonly Column<ApiKeyShownFragment>[] {
  const t = useTexts({ zh: integrationZh, en: integrationEn });
  const { roles } = useTexts({ zh: frameZh, en: frameEn });
  const [scopesText, regionsText] = [useScopesText(), useRegionsText()];
  const stateText = (key: ApiKeyShownFragment): string => t.states[stateOfKey(key)];
  return [
    { key: 'holder', title: t.holder, width: 115, text: ({ holder }) => holder.name },
    { key: 'prefix', title: t.prefix, width: 125, text: ({ prefix }) => prefix, show: ({ prefix }) => <code>{prefix}…</code> },
    { key: 'role', title: t.role, width: 85, text: ({ role }) => roles[role] },
    { key: 'scopes', title: t.scopes, width: 130, text: ({ role, scopes }) => scopesText(role, scopes) },
    { key: 'regions', title: t.regions, width: 130, text: ({ regions }) => regionsText(regions) },
    { key: 'institution', title: t.institution, width: 95, text: ({ institutionCode }) => institutionCode ?? '' },
    {
      key: 'state',
      title: t.state,
      width: 75,
      text: stateText,
      show: (key) => <Tag color={COLOURS[stateOfKey(key)]}>{stateText(key)}</Tag>,
    },
    {
      key: 'expires',
      title: t.expires,
      kind: 'DAY',
      width: 130,
      text: ({ expiresAt }) => printInstant(expiresAt),
      show: ({ expiresAt }) => (expiresAt === null ? t.never : printInstant(expiresAt)),
    },
    {
      key: 'used',
      title: t.lastUsed,
      kind: 'DAY',
      width: 130,
      text: ({ lastUsedAt }) => printInstant(lastUsedAt),
      show: ({ lastUsedAt }) => (lastUsedAt === null ? t.notUsed : printInstant(lastUsedAt)),
    },
    { key: 'created', title: t.created, kind: 'DAY', width: 140, isExtra: true, text: ({ createdAt }) => printInstant(createdAt) },
    {
      key: 'do',
      title: t.actions,
      width: 70,
      text: () => '',
      show: (key) =>
        key.revokedAt === null && (
          <Button size="small" danger aria-label={t.revokeOf(key.holder.name, key.prefix)} onClick={() => ask(key)}>
            {t.revoke}
          </Button>
        ),
    },
  ];
}

/** 密钥 of the regions that the caller administers: made, looked at, revoked. */
export function Keys() {
  const t = useTexts({ zh: integrationZh, en: integrationEn });
  const listed = useList(ApiKeyListDocument, {}, (data) => data.apiKeys);
  const revoking = useRevoking();
  const columns = useColumns(revoking.ask);
  return (
    <section className="panel" aria-label={t.keys}>
      <header className="panel-head">
        <h2>{t.keys}</h2>
        <NewKey />
      </header>
      <p className="note">{t.keysNote}</p>
      {revoking.refusal !== undefined && <Refused refusal={revoking.refusal} />}
      {revoking.error !== null && <Failure error={revoking.error} />}
      {listed.error !== null && <Failure error={listed.error} retry={listed.refetch} />}
      {listed.isUnread ? (
        listed.error === null && <Waiting />
      ) : (
        <DataTable<ApiKeyShownFragment>
          name="api-keys"
          title={t.keys}
          columns={columns}
          rows={listed.rows}
          rowKey={({ id }) => id}
          nothing={t.noKeys}
          asked={{ operation: ApiKeyListDocument, variables: {} }}
          isLoading={listed.isFetching}
          totalCount={listed.totalCount}
          more={listed.more}
        />
      )}
    </section>
  );
}
