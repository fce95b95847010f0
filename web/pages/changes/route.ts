import type { PageRoute } from '../../frame/pages.ts';

/** 变更单: drafts that somebody has to decide, and one of them. */
export const route: PageRoute = {
  paths: ['/changes', '/changes/:draftId'],
  menuPath: '/changes',
  permissions: ['draft:read'],
};
