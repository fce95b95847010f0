import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEndpoint, type TestEndpoint } from './endpoint.js';
import { importInstitutionFile } from '../../src/app/regions/import-institution-file.js';
import { KeyRing } from '../../src/app/access/key-ring.js';
import { platformCaller } from '../../src/app/sample/first-start.js';
import { createLogger } from '../../src/compose.js';
import { platformServer } from '../../src/platform-server.js';

const PAGE = await readFile(new URL('../../docs/api.md', import.meta.url), 'utf8');

const SAMPLES = [
  { language: 'ts', file: 'sample.ts', program: process.execPath, words: ['--import', import.meta.resolve('tsx')] },
  { language: 'python', file: 'sample.py', program: 'python3', words: [] },
  { language: 'java', file: 'ApiSample.java', program: 'java', words: [] },
] as const;

describe('the samples of docs/api.md (I3)', () => {
  let endpoint: TestEndpoint;
  let folder: string;
  let env: NodeJS.ProcessEnv;
  let close: () => Promise<void>;
  beforeAll(async () => {
    endpoint = await openEndpoint();
    const caller = platformCaller(endpoint.platform);
    const csv = '机构编码,机构名称,级别,生效日,attribute.institutionClass\nH99030000001,演示市人民医院,3,2022-01-01,TERTIARY_A_GENERAL\n';
    await importInstitutionFile(endpoint.platform, caller, {
      ...{ regionCode: '990300', file: Buffer.from(csv), dryRun: false, idempotencyKey: 'api-page' },
    });
    folder = await mkdtemp(path.join(tmpdir(), 'dip-api-'));
    const keys = new KeyRing(endpoint.city.store, Date.now);
    const DIP_KEY = keys.mintDemo();
    const log = createLogger('silent');
    const { server, settle } = platformServer(endpoint.platform, endpoint.city.store, keys, {
      demoKey: DIP_KEY,
      log,
      isReady: () => Promise.resolve(true),
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    env = { ...process.env, DIP_KEY, DIP_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
    close = async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await settle();
    };
  });
  afterAll(async () => {
    await close();
    await endpoint.close();
    await rm(folder, { recursive: true, force: true });
  });

  for (const { language, file, program, words } of SAMPLES) {
    const isThere = spawnSync(program, ['--version']).status === 0;
    it.skipIf(!isThere)(`${language} runs as it stands${isThere ? '' : ` (SKIPPED: ${program} is not installed)`}`, async () => {
      const [, text = ''] = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(PAGE) ?? [];
      const place = path.join(folder, file);
      await writeFile(place, text);
      if (language === 'ts') await writeFile(path.join(folder, 'package.json'), '{"type":"module"}');
      const { stdout } = await promisify(execFile)(program, [...words, place], { env });
      expect(stdout).toMatch(/^score .*"__typename":"CaseScore".*"points":"2161.1813"/);
      if (language === 'java') return;
      expect(stdout).toMatch(/^import 200 .*"status":"SUCCEEDED".*"rejected":0/m);
      expect(stdout).toMatch(/^export 200 \d+$/m);
    });
  }
});
