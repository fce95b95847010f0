import { lookAtPostgresql } from './report.js';

const BENCHES: Readonly<Record<string, () => Promise<() => Promise<void>>>> = {
  check: async () => (await import('./check.js')).benchCheck,
  decisions: async () => (await import('./decisions.js')).benchDecisions,
  grouper: async () => (await import('./grouper.js')).benchGrouper,
  score: async () => (await import('./score.js')).benchScore,
  http: async () => (await import('./http.js')).benchHttp,
  workers: async () => (await import('./workers.js')).benchWorkers,
  'clearing-10m': async () => (await import('./clearing-10m.js')).benchClearing10m,
  catalogue: async () => (await import('./catalogue.js')).benchCatalogue,
  switch: async () => (await import('./switch.js')).benchSwitch,
  payments: async () => (await import('./payments.js')).benchPayments,
  'what-if': async () => (await import('./what-if.js')).benchWhatIf,
};

const [name = ''] = process.argv.slice(2);
const load = BENCHES[name];
if (load === undefined) {
  console.log(`npm run bench -- <name>: ${Object.keys(BENCHES).join(', ')}`);
  process.exitCode = name === '' ? 0 : 1;
} else {
  await lookAtPostgresql();
  await (
    await load()
  )();
}
