import type { PageRoute } from '../../frame/pages.ts';

/** 工作台: what waits for whoever signed in, and the fund year at a glance. Everybody begins here. */
export const route: PageRoute = { paths: ['/'], menuPath: '/', permissions: [] };
