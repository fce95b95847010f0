import { App, Button, Tag } from 'antd';
import { useState } from 'react';
import { useChange, useList } from '../../api/operations.ts';
import {
  DisablePersonDocument,
  GiveNewPasswordDocument,
  PersonListDocument,
  type PersonShownFragment,
} from '../../generated/operation/graphql.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { printInstant } from '../../parts/days.ts';
import { Failure, Refused, type Refusal } from '../../parts/failure.tsx';
import { useRegionsText, useScopesText } from '../../parts/grant-fields.tsx';
import { refusalOf } from '../../parts/refusal-of.ts';
import { ShownOnce } from '../../parts/shown-once.tsx';
import { Waiting } from '../../parts/states.tsx';
import type { Column } from '../../parts/table-columns.ts';
import { useTexts } from '../../texts/language.tsx';
import { frameEn } from '../../texts/en/frame.ts';
import { frameZh } from '../../texts/zh/frame.ts';
import { peopleEn } from '../../texts/en/people.ts';
import { peopleZh } from '../../texts/zh/people.ts';
import { NewPerson, type FirstPasswordGiven } from './new-person.tsx';

const COLOURS = { inUse: 'success', firstPassword: 'warning', locked: 'error', disabled: 'default' } as const;

/** Whether somebody can sign in by now, and if not, why. */
function standingOfPerson({ disabledAt, lockedUntil, mustChange }: PersonShownFragment): keyof typeof COLOURS {
  if (disabledAt !== null) return 'disabled';
  if (lockedUntil !== null && Date.parse(lockedUntil) > Date.now()) return 'locked';
  return mustChange ? 'firstPassword' : 'inUse';
}

interface Doings {
  readonly reset: (person: PersonShownFragment) => void;
  readonly disable: (person: PersonShownFragment, isDisabled: boolean) => void;
  readonly refusal: Refusal | undefined;
  readonly error: Error | null;
}

/** What may be done with somebody, each asked once more. */
function useDoings(given: (first: FirstPasswordGiven) => void): Doings {
  const t = useTexts({ zh: peopleZh, en: peopleEn });
  const { modal, message } = App.useApp();
  const [resetting, disabling] = [useChange(GiveNewPasswordDocument, { isToldAtOnce: true }), useChange(DisablePersonDocument)];
  const [refusal, setRefusal] = useState<Refusal | undefined>(undefined);
  const ask = (title: string, content: string, okText: string, send: () => Promise<void>): void => {
    setRefusal(undefined);
    void modal.confirm({ title, content, okText, okButtonProps: { danger: true }, onOk: () => send().catch(() => undefined) });
  };
  const sendReset = async ({ id, login }: PersonShownFragment): Promise<void> => {
    const { resetPassword } = await resetting.mutateAsync({ input: { id } });
    if (!('person' in resetPassword)) setRefusal(refusalOf(resetPassword));
    else if (resetPassword.password !== null) given({ login, password: resetPassword.password });
  };
  const sendDisabled = async ({ id }: PersonShownFragment, isDisabled: boolean): Promise<void> => {
    const { setPersonDisabled } = await disabling.mutateAsync({ input: { id, isDisabled } });
    if ('person' in setPersonDisabled) void message.success(isDisabled ? t.nowDisabled : t.nowEnabled);
    else setRefusal(refusalOf(setPersonDisabled));
  };
  return {
    reset: (person) => ask(t.resetAsk(person.holder.name, person.login), t.resetSays, t.reset, () => sendReset(person)),
    disable: (person, isDisabled) => {
      if (isDisabled) ask(t.disableAsk(person.holder.name, person.login), t.disableSays, t.disable, () => sendDisabled(person, true));
      else void sendDisabled(person, false).catch(() => undefined);
    },
    refusal,
    error: resetting.error ?? disabling.error,
  };
}

function Buttons({ person, doings }: { readonly person: PersonShownFragment; readonly doings: Doings }) {
  const t = useTexts({ zh: peopleZh, en: peopleEn });
  const isDisabled = person.disabledAt !== null;
  return (
    <span className="row-buttons">
      {!person.isOfProvider && (
        <Button size="small" aria-label={t.resetOf(person.login)} onClick={() => doings.reset(person)}>
          {t.reset}
        </Button>
      )}
      <Button
        size="small"
        danger={!isDisabled}
        aria-label={isDisabled ? t.enableOf(person.login) : t.disableOf(person.login)}
        onClick={() => doings.disable(person, !isDisabled)}
      >
        {isDisabled ? t.enable : t.disable}
      </Button>
    </span>
  );
}

function useColumns(doings: Doings): readonly Column<PersonShownFragment>[] {
  const t = useTexts({ zh: peopleZh, en: peopleEn });
  const { roles } = useTexts({ zh: frameZh, en: frameEn });
  const [scopesText, regionsText] = [useScopesText(), useRegionsText()];
  const standing = (person: PersonShownFragment): string => t.standings[standingOfPerson(person)];
  return [
    { key: 'login', title: t.login, width: 120, text: ({ login }) => login },
    { key: 'name', title: t.name, width: 120, text: ({ holder }) => holder.name },
    { key: 'role', title: t.role, width: 90, text: ({ role }) => roles[role] },
    { key: 'regions', title: t.regions, width: 140, text: ({ regions }) => regionsText(regions) },
    { key: 'institution', title: t.institution, width: 120, text: ({ institutionCode }) => institutionCode ?? '' },
    {
      key: 'state',
      title: t.state,
      width: 110,
      text: standing,
      show: (person) => <Tag color={COLOURS[standingOfPerson(person)]}>{standing(person)}</Tag>,
    },
    {
      key: 'signedIn',
      title: t.lastSignIn,
      kind: 'DAY',
      width: 140,
      text: ({ lastSignInAt }) => printInstant(lastSignInAt),
      show: ({ lastSignInAt }) => (lastSignInAt === null ? t.notYet : printInstant(lastSignInAt)),
    },
    { key: 'way', title: t.way, isExtra: true, width: 130, text: ({ isOfProvider }) => (isOfProvider ? t.byProvider : t.byPassword) },
    { key: 'scopes', title: t.scopes, isExtra: true, width: 180, text: ({ role, scopes }) => scopesText(role, scopes) },
    { key: 'created', title: t.created, kind: 'DAY', isExtra: true, width: 140, text: ({ createdAt }) => printInstant(createdAt) },
    { key: 'do', title: t.actions, width: 170, text: () => '', show: (person) => <Buttons person={person} doings={doings} /> },
  ];
}

/** 人员 who may sign in: added with a role, given new passwords, disabled. */
export function People() {
  const t = useTexts({ zh: peopleZh, en: peopleEn });
  const [first, setFirst] = useState<FirstPasswordGiven | undefined>(undefined);
  const listed = useList(PersonListDocument, {}, (data) => data.persons);
  const doings = useDoings(setFirst);
  const columns = useColumns(doings);
  return (
    <section className="panel" aria-label={t.title}>
      <header className="panel-head">
        <h2>{t.title}</h2>
        <NewPerson given={setFirst} />
      </header>
      <p className="note">{t.note}</p>
      {doings.refusal !== undefined && <Refused refusal={doings.refusal} />}
      {doings.error !== null && <Failure error={doings.error} />}
      {listed.error !== null && <Failure error={listed.error} retry={listed.refetch} />}
      {listed.isUnread ? (
        listed.error === null && <Waiting />
      ) : (
        <DataTable<PersonShownFragment>
          name="people"
          title={t.title}
          columns={columns}
          rows={listed.rows}
          rowKey={({ id }) => id}
          nothing={t.nobody}
          asked={{ operation: PersonListDocument, variables: {} }}
          isLoading={listed.isFetching}
          totalCount={listed.totalCount}
          more={listed.more}
        />
      )}
      <ShownOnce title={t.passwordOf(first?.login ?? '')} secret={first?.password} close={() => setFirst(undefined)}>
        <p>{t.passwordSays}</p>
      </ShownOnce>
    </section>
  );
}
