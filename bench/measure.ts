/**
 * The cheapest of a few runs, in seconds of processor time: on a machine that others use too the clock measures the others. Only for work that
 * neither waits nor leaves its thread.
 */
export async function cheapest(times: number, work: () => unknown): Promise<number> {
  let best = Infinity;
  for (let i = 0; i < times; i++) {
    const start = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(start);
    best = Math.min(best, user + system);
  }
  return best / 1e6;
}

/** A number for people: `1,234,567`. */
export function thousands(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
