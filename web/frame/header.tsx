import { CalendarOutlined, LogoutOutlined, UserOutlined } from '@ant-design/icons';
import { Button, Input, Select, Tag } from 'antd';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { useCaller } from '../api/caller.tsx';
import { useSession } from '../api/session.tsx';
import { isDay } from '../parts/days.ts';
import { useTexts } from '../texts/language.tsx';
import { frameEn } from '../texts/en/frame.ts';
import { frameZh } from '../texts/zh/frame.ts';
import { signInEn } from '../texts/en/sign-in.ts';
import { signInZh } from '../texts/zh/sign-in.ts';
import { LanguageSwitch } from './language-switch.tsx';
import { usePlace } from './place.tsx';
import { SearchBox } from './search/search-box.tsx';
import { LaterOwnSignIn } from './sign-in-later.tsx';
import { WorkBadge } from './work-badge.tsx';

function RegionChoice() {
  const t = useTexts({ zh: frameZh, en: frameEn });
  const { regions, isOwn } = useCaller();
  const { region } = usePlace();
  const optionsOf = (seen: typeof regions) => seen.map(({ code, name }) => ({ value: code, label: `${name} ${code}` }));
  const others = regions.filter((one) => !isOwn(one));
  const [, navigate] = useLocation();
  return (
    <Select
      className="region-choice"
      aria-label={t.region}
      value={region.code}
      showSearch={{ optionFilterProp: 'label' }}
      options={[
        ...optionsOf(regions.filter(isOwn)),
        ...(others.length === 0 ? [] : [{ label: t.othersRegions, options: optionsOf(others) }]),
      ]}
      onChange={(code) => navigate(`/${code}`)}
    />
  );
}

/** “按 2025-06-30 生效规则查看”: a day is typed, and looked at once it is one. Browsers' own date fields show days in their own order. */
function DayChoice() {
  const t = useTexts({ zh: frameZh, en: frameEn });
  const { on, isOnStated, lookOn } = usePlace();
  const [typed, setTyped] = useState<string | undefined>(undefined);
  const shown = typed ?? on;
  const take = (): void => {
    if (isDay(shown) && shown !== on) lookOn(shown);
    setTyped(undefined);
  };
  return (
    <span className={isOnStated ? 'day-choice day-stated' : 'day-choice'}>
      <CalendarOutlined aria-hidden />
      <span>{t.asOfBefore}</span>
      <Input
        size="small"
        inputMode="numeric"
        placeholder="YYYY-MM-DD"
        maxLength={10}
        value={shown}
        status={isDay(shown) ? '' : 'error'}
        aria-label={t.asOf}
        aria-invalid={!isDay(shown)}
        onChange={({ target }) => setTyped(target.value.trim())}
        onPressEnter={take}
        onBlur={take}
      />
      <span>{t.asOfAfter}</span>
      {isOnStated && (
        <Button size="small" type="link" onClick={() => lookOn(undefined)}>
          {t.today}
        </Button>
      )}
    </span>
  );
}

function WhoCalls() {
  const t = useTexts({ zh: frameZh, en: frameEn });
  const own = useTexts({ zh: signInZh, en: signInEn });
  const { name, role } = useCaller();
  const { leave, ways, key } = useSession();
  const [isChanging, setChanging] = useState(false);
  const hasPassword = key === undefined && ways?.signedIn?.isDemo === false;
  return (
    <div className="who-calls">
      <UserOutlined aria-hidden />
      <span>{name}</span>
      <Tag>{t.roles[role]}</Tag>
      {hasPassword && (
        <Button size="small" type="text" onClick={() => setChanging(true)}>
          {own.changePassword}
        </Button>
      )}
      <Button size="small" type="text" icon={<LogoutOutlined aria-hidden />} onClick={() => leave()}>
        {own.leave}
      </Button>
      <LaterOwnSignIn isOpen={isChanging} close={() => setChanging(false)} />
    </div>
  );
}

/** The head of every page: the region, the day by whose rules is looked, the search, what waits, the language, who is signed in. */
export function Header() {
  const t = useTexts({ zh: frameZh, en: frameEn });
  const { region } = usePlace();
  const { isOwn } = useCaller();
  return (
    <header className="frame-header">
      <span className="brand">{t.product}</span>
      <RegionChoice />
      {region.sandbox && <Tag color="warning">{t.sandbox}</Tag>}
      <DayChoice />
      <span className="frame-space" />
      <SearchBox />
      {isOwn(region) && <WorkBadge />}
      <LanguageSwitch />
      <WhoCalls />
    </header>
  );
}
