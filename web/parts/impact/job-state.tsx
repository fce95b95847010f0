import { Tag } from 'antd';
import { impactEn } from '../../texts/en/impact.ts';
import { impactZh } from '../../texts/zh/impact.ts';
import { useTexts } from '../../texts/language.tsx';

const COLOURS = {
  CANCELLED: 'default',
  FAILED: 'error',
  HALTED: 'error',
  QUEUED: 'default',
  RUNNING: 'processing',
  SUCCEEDED: 'success',
} as const;

/** How a job stands. */
export type JobState = keyof typeof COLOURS;

/** Whether a job is still under way. */
export function isUnderWay(status: JobState | undefined): boolean {
  return status === 'QUEUED' || status === 'RUNNING';
}

/** How a what-if stands, in a word. */
export function JobStateTag({ status }: { readonly status: JobState }) {
  const t = useTexts({ zh: impactZh, en: impactEn });
  return <Tag color={COLOURS[status]}>{t.jobs[status]}</Tag>;
}
