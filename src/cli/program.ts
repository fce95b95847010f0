import { Command } from 'commander';
import { addBackupCommands } from './backup-commands.js';
import { addCaseCommands } from './case-commands.js';
import { addCatalogueCommands } from './catalogue-commands.js';
import { addClearCommand } from './clear-command.js';
import type { Context } from './context.js';
import { addInstitutionCommands } from './institution-commands.js';
import { addKeyCommands } from './key-commands.js';
import { addQualityCommand } from './quality-command.js';
import { addReplayCommand } from './replay-command.js';
import { addRulesetCommands } from './ruleset-commands.js';
import { addRunCommands } from './run-commands.js';
import { addSampleCommand } from './sample-command.js';
import { addScoreCommand } from './score-command.js';
import { addWorkerCommand } from './worker-command.js';
import { addYearCommands } from './year-commands.js';
import { engineVersion } from '../compose.js';

const TITLES: Readonly<Record<string, string>> = {
  'Usage:': '用法 usage:',
  'Arguments:': '参数 arguments:',
  'Options:': '选项 options:',
  'Commands:': '命令 commands:',
};

/** The command line `dip`: parses arguments and calls use cases. Errors are thrown, never printed or turned into an exit here. */
export function createProgram(context: Context): Command {
  const program = new Command('dip')
    .description('按病种分值付费平台的命令行\nDIP payment from a terminal')
    .version(engineVersion(), '-V, --version', '显示版本 show the version')
    .helpOption('-h, --help', '显示帮助 show help')
    .helpCommand('help [command]', '显示命令的帮助 help for a command')
    .configureHelp({ styleTitle: (title) => TITLES[title] ?? title })
    .configureOutput({ writeOut: (text) => void context.terminal.out(text), writeErr: () => undefined })
    .enablePositionalOptions()
    .exitOverride();
  addRulesetCommands(program, context);
  addCatalogueCommands(program, context);
  addInstitutionCommands(program, context);
  addCaseCommands(program, context);
  addQualityCommand(program, context);
  addScoreCommand(program, context);
  addYearCommands(program, context);
  addClearCommand(program, context);
  addRunCommands(program, context);
  addReplayCommand(program, context);
  addSampleCommand(program, context);
  addKeyCommands(program, context);
  addBackupCommands(program, context);
  addWorkerCommand(program, context);
  return program;
}
