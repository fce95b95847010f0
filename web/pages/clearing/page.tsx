import './clearing.css';
import '../../parts/run-acts/run-acts.css';
import { usePathValue } from '../../frame/place.tsx';
import { Nothing } from '../../parts/states.tsx';
import { useTexts } from '../../texts/language.tsx';
import { clearingEn } from '../../texts/en/clearing.ts';
import { clearingZh } from '../../texts/zh/clearing.ts';
import { CaseInRun } from './case-in-run.tsx';
import { Run } from './run.tsx';
import { Runs } from './runs.tsx';
import { InstitutionStatement } from './statement.tsx';

/** Numbers of runs as they are stored: 32 bits, from 1. */
const RUN_NO = /^[1-9]\d{0,8}$/;

/** 年度清算 the runs of a region, one run, a statement in it, or a case of that statement: as the address says. */
export default function ClearingPage() {
  const t = useTexts({ zh: clearingZh, en: clearingEn });
  const stated = usePathValue('runNo');
  const institution = usePathValue('institution');
  const caseNo = usePathValue('caseNo');
  if (stated === undefined) return <Runs />;
  if (!RUN_NO.test(stated)) return <Nothing>{t.noRun(stated)}</Nothing>;
  const runNo = parseInt(stated, 10);
  if (institution === undefined) return <Run runNo={runNo} />;
  if (caseNo === undefined) return <InstitutionStatement runNo={runNo} institution={institution} />;
  return <CaseInRun runNo={runNo} institution={institution} caseNo={caseNo} />;
}
