import type { PageRoute } from '../../frame/pages.ts';

/** 病例试算: a case that is filled in, or a stored one by institution (`-`: whichever has it) and number. */
export const route: PageRoute = {
  paths: ['/scoring', '/scoring/:institution/:caseNo'],
  menuPath: '/scoring',
  permissions: ['case:score'],
};
