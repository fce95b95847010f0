// Runs the scripts of package.json that nothing else runs, shortly and in a data directory of their own. Run: `node scripts/try-scripts.mjs [name …]`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { TRIALS } from './script-trials.mjs';

const LONGEST = 180_000;

async function succeeds({ script, args, until }) {
  const folder = mkdtempSync(path.join(tmpdir(), 'dip-script-'));
  const env = { ...process.env, HOST: '127.0.0.1', PORT: '0', DIP_DATA_DIR: path.join(folder, 'data'), DIP_BENCH_TRIAL: '1' };
  delete env.DATABASE_URL;
  const child = spawn('npm', ['run', script, '--', ...args], { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  let reached = false;
  let late = false;
  const stop = (signal) => {
    try {
      process.kill(-child.pid, signal);
    } catch (error) {
      if (error.code !== 'ESRCH') throw error; // it has ended by itself
    }
  };
  const listen = (text) => {
    said += text;
    if (until === undefined || reached || !said.includes(until)) return;
    reached = true;
    stop('SIGTERM');
  };
  child.stdout.setEncoding('utf8').on('data', listen);
  child.stderr.setEncoding('utf8').on('data', listen);
  const clock = setTimeout(() => {
    late = true;
    stop('SIGKILL');
  }, LONGEST);
  const [code] = await once(child, 'close');
  clearTimeout(clock);
  rmSync(folder, { recursive: true, force: true });
  const done = !late && (until === undefined ? code === 0 : reached);
  console.log(`${done ? 'ran' : 'FAILED'}: npm run ${script}${done ? '' : `\n${said}`}`);
  return done;
}

const asked = process.argv.slice(2);
let failed = 0;
for (const trial of TRIALS) {
  if ((asked.length === 0 || asked.includes(trial.script)) && !(await succeeds(trial))) failed += 1;
}
process.exit(failed === 0 ? 0 : 1);
