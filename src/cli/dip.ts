#!/usr/bin/env node
import { processTerminal } from './process-terminal.js';
import { runDip } from './run-dip.js';

const { stdin, stdout, stderr, argv, env } = process;
const terminal = processTerminal({ stdin, stdout, stderr, cwd: process.cwd() });
process.exitCode = await runDip(argv.slice(2), terminal, env);
