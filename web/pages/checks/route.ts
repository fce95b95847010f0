import type { PageRoute } from '../../frame/pages.ts';

/** 检查与算例: what is checked, and the findings, examples and boundaries of a draft or a version. */
export const route: PageRoute = {
  paths: ['/checks/:kind?/:of?'],
  menuPath: '/checks',
  permissions: ['draft:read', 'ruleset:check'],
};
