import type { PageRoute } from '../../frame/pages.ts';

/** 规则编辑器: the drafts of a region, and one of them as its policy text. */
export const route: PageRoute = {
  paths: ['/drafts', '/drafts/:draftId'],
  menuPath: '/drafts',
  permissions: ['draft:read'],
};
