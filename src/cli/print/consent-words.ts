import type { Consent } from '../../app/statements/consents.js';

/** 机构意见 where an institution stands on its statement, in Chinese. */
export const CONSENT_WORDS: Readonly<Record<Consent, string>> = {
  WAITING: '未确认',
  OBJECTED: '有异议',
  CONFIRMED: '已确认',
  ON_BEHALF: '代为确认',
  SILENT: '默示同意',
};
