import { JOB_COLOURS } from '../job-colours.ts';
import { Tag } from 'antd';
import { impactEn } from '../../texts/en/impact.ts';
import { impactZh } from '../../texts/zh/impact.ts';
import { useTexts } from '../../texts/language.tsx';

/** How a job stands. */
export type JobState = keyof typeof JOB_COLOURS;

/** Whether a job is still under way. */
export function isUnderWay(status: JobState | undefined): boolean {
  return status === 'QUEUED' || status === 'RUNNING';
}

/** How a what-if stands, in a word. */
export function JobStateTag({ status }: { readonly status: JobState }) {
  const t = useTexts({ zh: impactZh, en: impactEn });
  return <Tag color={JOB_COLOURS[status]}>{t.jobs[status]}</Tag>;
}
