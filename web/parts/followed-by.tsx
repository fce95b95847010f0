import { Alert } from 'antd';
import { useTexts } from '../texts/language.tsx';
import { partsEn } from '../texts/en/parts.ts';
import { partsZh } from '../texts/zh/parts.ts';

interface FollowedByProps {
  /** The published version that takes over from the draft; null: none does. */
  readonly followedBy: { readonly version: string; readonly effectiveFrom: string } | null;
}

/** 后一版 what a draft changes ends with the published version that follows it: told to whoever writes, hands in or approves it. It hinders nothing. */
export function FollowedBy({ followedBy }: FollowedByProps) {
  const t = useTexts({ zh: partsZh, en: partsEn });
  if (followedBy === null) return null;
  const { version, effectiveFrom } = followedBy;
  return <Alert className="followed-by" role="status" type="warning" showIcon title={t.followedBy(version, effectiveFrom)} />;
}
