import './workbench.css';
import { usePlace } from '../../frame/place.tsx';
import { PageHeading } from '../../parts/page-heading.tsx';
import { useWorklist } from '../../parts/worklist/use-worklist.ts';
import { useTexts } from '../../texts/language.tsx';
import { workbenchEn } from '../../texts/en/workbench.ts';
import { workbenchZh } from '../../texts/zh/workbench.ts';
import { BeginHere } from './begin.tsx';
import { RunningJobs } from './running-jobs.tsx';
import { WaitingForYou } from './waiting.tsx';
import { YearAtAGlance } from './year-at-a-glance.tsx';

/** 工作台 what waits for whoever signed in, what is running, and the fund year at a glance. */
export default function WorkbenchPage() {
  const t = useTexts({ zh: workbenchZh, en: workbenchEn });
  const { region } = usePlace();
  const worklist = useWorklist(region.code);
  return (
    <>
      <PageHeading title={t.title} note={t.note(region.name)} />
      <WaitingForYou worklist={worklist} />
      <BeginHere />
      <RunningJobs />
      {worklist.year !== undefined && <YearAtAGlance year={worklist.year} periods={worklist.periods} />}
    </>
  );
}
