import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { thousands } from './measure.js';
import { cityPlace } from './places.js';
import { machine, record } from './report.js';

const CHILD = fileURLToPath(new URL('./http-child.ts', import.meta.url));
const CONNECTIONS = 16;
const WARM_UP_MS = 3_000;
const ROUND_MS = 500;
const ROUNDS = 24;

const CASE = `regionCode: "990300", input: { caseNo: "B-1", institutionCode: "H99030000001", insurance: EMPLOYEE, sex: FEMALE, ageYears: 47,
  admissionDate: "2025-03-03", dischargeDate: "2025-03-10", principalDiagnosis: "K80.100", procedures: ["51.2300"], totalCost: "43210.50", fundPaid: "30000.00" }`;
const ANSWER = 'group { code name points } costRatio deviation institutionCoefficient auxiliaryFactor points payment';
const TRACE = 'trace { label { zh } formula substituted output unit rule basis { title article kind } }';
const scoreQuery = (fields: string): string => `{ scoreCase(${CASE}) { ... on CaseScore { ${fields} } ... on Error { code message } } }`;
const QUERIES = {
  viewer: '{ viewer { actor { id } } }',
  score: scoreQuery(ANSWER),
  trace: scoreQuery(`${ANSWER} ${TRACE}`),
} as const;
type Name = keyof typeof QUERIES;

interface Served {
  readonly port: number;
  readonly key: string;
}

/** Requests sent and answered, wall seconds, and the server's processor seconds. */
interface Counted {
  requests: number;
  seconds: number;
  processor: number;
}

async function askChild<T>(child: ChildProcess, message?: string): Promise<T> {
  if (message !== undefined) child.send(message);
  const [answer] = (await once(child, 'message')) as [T];
  return answer;
}

async function processorSeconds(child: ChildProcess): Promise<number> {
  const { cpu } = await askChild<{ cpu: NodeJS.CpuUsage }>(child, 'cpu');
  return (cpu.user + cpu.system) / 1e6;
}

/** Keeps every connection busy for a while; counts the answers. Throws when one is not what it should be. */
async function load({ port, key }: Served, agent: Agent, query: string, forMs: number): Promise<{ requests: number; seconds: number }> {
  const body = JSON.stringify({ query });
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}`, 'content-length': Buffer.byteLength(body) };
  const start = performance.now();
  let requests = 0;
  const connection = async (): Promise<void> => {
    while (performance.now() - start < forMs) {
      const text = await new Promise<string>((resolve, reject) => {
        const sent = request({ port, host: '127.0.0.1', path: '/graphql', method: 'POST', headers, agent }, (response) => {
          let answer = '';
          response.setEncoding('utf8');
          response.on('data', (piece: string) => (answer += piece));
          response.on('end', () => resolve(answer));
        });
        sent.on('error', reject);
        sent.end(body);
      });
      if (text.includes('"errors"') || text.includes('"code":"VALIDATION') || !text.includes('"data"')) throw new Error(text.slice(0, 500));
      requests += 1;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, connection));
  return { requests, seconds: (performance.now() - start) / 1000 };
}

async function measure(child: ChildProcess, served: Served): Promise<Readonly<Record<Name, Counted>>> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const names: readonly Name[] = ['viewer', 'score', 'trace'];
  const counted: Record<Name, Counted> = {
    viewer: { requests: 0, seconds: 0, processor: 0 },
    score: { requests: 0, seconds: 0, processor: 0 },
    trace: { requests: 0, seconds: 0, processor: 0 },
  };
  for (const name of names) await load(served, agent, QUERIES[name], WARM_UP_MS);
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of names) {
      const before = await processorSeconds(child);
      const { requests, seconds } = await load(served, agent, QUERIES[name], ROUND_MS);
      counted[name].requests += requests;
      counted[name].seconds += seconds;
      counted[name].processor += (await processorSeconds(child)) - before;
    }
  }
  agent.destroy();
  return counted;
}

/** `scoreCase` over HTTP with warm caches, against the smallest authenticated query, on the same server under the same key. */
export async function benchHttp(): Promise<void> {
  const before = machine();
  const place = await cityPlace('embedded', { cases: 5_000, historyCases: 20_000 });
  const child = fork(CHILD, [JSON.stringify(place.location)], { execArgv: ['--import', 'tsx'] });
  try {
    const served = await askChild<Served>(child);
    const counted = await measure(child, served);
    const perSecond = (name: Name): number => counted[name].requests / counted[name].seconds;
    const perProcessor = (name: Name): number => counted[name].requests / counted[name].processor;
    const share = (name: Name, rate: (of: Name) => number): string => (rate(name) / rate('viewer')).toFixed(2);
    const row = (title: string, name: Name): string[] => [
      title,
      thousands(counted[name].requests),
      thousands(perSecond(name)),
      share(name, perSecond),
      thousands(perProcessor(name)),
      share(name, perProcessor),
    ];
    record(
      {
        name: 'http',
        title: 'scoreCase over HTTP',
        header: ['query', 'requests', 'a second', 'of viewer', "a server's cpu-second", 'of viewer'],
        rows: [
          row('`{ viewer { actor { id } } }`', 'viewer'),
          row('`scoreCase` without trace', 'score'),
          row('`scoreCase` with the full trace', 'trace'),
        ],
        notes: [
          `${CONNECTIONS} connections, the client in a process of its own on the same machine; the three queries take turns, ${ROUNDS} rounds of ${ROUND_MS} ms each, so that a neighbour's load falls on all three alike.`,
        ],
      },
      before,
    );
  } finally {
    child.send('stop');
    await once(child, 'exit');
    await place.close();
  }
}
