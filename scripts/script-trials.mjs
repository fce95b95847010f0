/**
 * How CI runs each script of package.json that neither `npm ci` (prepare, which calls generate and build) nor `.ci/run` itself runs: its
 * arguments and, for one that goes on until it is stopped, the text after which it is stopped.
 */
export const TRIALS = [
  { script: 'start', args: [], until: '/health/ready' },
  { script: 'dev', args: [], until: '/health/ready' },
  { script: 'dip', args: ['--version'] },
  { script: 'seal', args: [] },
  { script: 'bench', args: ['decisions'] },
  { script: 'test:quick', args: ['tests/engine/number/quantity.test.ts'] },
];
