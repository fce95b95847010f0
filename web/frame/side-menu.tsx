import {
  ApiOutlined,
  AuditOutlined,
  BankOutlined,
  CalculatorOutlined,
  CheckSquareOutlined,
  CloudServerOutlined,
  DashboardOutlined,
  EditOutlined,
  FileDoneOutlined,
  FundOutlined,
  ImportOutlined,
  ProfileOutlined,
  ReadOutlined,
  SafetyCertificateOutlined,
} from '@ant-design/icons';
import type { ComponentType } from 'react';
import { useLocation } from 'wouter';
import { useCaller } from '../api/caller.tsx';
import { useTexts } from '../texts/language.tsx';
import { frameEn } from '../texts/en/frame.ts';
import { frameZh } from '../texts/zh/frame.ts';
import { maySeePage, PAGES, type PageName } from './pages.ts';
import { PlaceLink, usePlace } from './place.tsx';

const ICONS: Readonly<Record<PageName, ComponentType>> = {
  workbench: DashboardOutlined,
  rulesets: ReadOutlined,
  editor: EditOutlined,
  checks: CheckSquareOutlined,
  changes: FileDoneOutlined,
  'what-ifs': FundOutlined,
  catalogue: ProfileOutlined,
  scoring: CalculatorOutlined,
  imports: ImportOutlined,
  budget: BankOutlined,
  clearing: AuditOutlined,
  audit: SafetyCertificateOutlined,
  integration: ApiOutlined,
  operation: CloudServerOutlined,
};

/** The pages that the caller may see. */
export function SideMenu() {
  const t = useTexts({ zh: frameZh, en: frameEn });
  const caller = useCaller();
  const { region } = usePlace();
  const [location] = useLocation();
  const below = location.slice(region.code.length + 1) || '/';
  const allowed = PAGES.filter((page) => maySeePage(caller, region, page));
  const isHere = (menuPath: string): boolean => (menuPath === '/' ? below === '/' : below === menuPath || below.startsWith(`${menuPath}/`));
  return (
    <nav className="side-menu" aria-label={t.pages}>
      <ul>
        {allowed.map(({ name, menuPath }) => {
          const Icon = ICONS[name];
          return (
            <li key={name} {...(isHere(menuPath) ? { 'aria-current': 'page' as const } : {})}>
              <PlaceLink to={menuPath}>
                <Icon aria-hidden />
                <span>{t.menu[name]}</span>
              </PlaceLink>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
