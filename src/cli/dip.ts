#!/usr/bin/env node
import { processTerminal } from './terminal/process-terminal.js';
import { runDip } from './run-dip.js';

const { stdin, stdout, stderr, argv, env } = process;
// Whoever reads may have enough (`dip score … | head`): that is no failure.
stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 3));
const terminal = processTerminal({ stdin, stdout, stderr, cwd: process.cwd() });
process.exitCode = await runDip(argv.slice(2), terminal, env);
