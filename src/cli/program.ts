import { Command } from 'commander';
import { addBackupCommands } from './commands/backup-commands.js';
import { addCalendarCommands } from './periods/calendar-commands.js';
import { addCaseCommands } from './commands/case-commands.js';
import { addCatalogueCommands } from './commands/catalogue-commands.js';
import { addCodeCommands } from './code-tables/code-commands.js';
import { addClearCommand } from './runs/clear-command.js';
import type { Context } from './host/context.js';
import { addGrouperCommands } from './groupers/grouper-commands.js';
import { addIndicatorCommands } from './indicators/indicator-commands.js';
import { addPublicationCommands } from './indicators/publish-commands.js';
import { addConsortiumCommands } from './commands/consortium-commands.js';
import { addInstitutionCommands } from './commands/institution-commands.js';
import { addConsolidatedCommand } from './runs/consolidated-command.js';
import { addKeyCommands } from './commands/key-commands.js';
import { addPersonCommands } from './commands/person-commands.js';
import { addPeriodCommands } from './periods/period-commands.js';
import { addQualityCommand } from './commands/quality-command.js';
import { addReplayCommands } from './runs/replay-command.js';
import { addRulesetCommands } from './rulesets/ruleset-commands.js';
import { addRunCommands } from './runs/run-commands.js';
import { addSampleCommand } from './sample/sample-command.js';
import { addScoreCommand } from './scoring/score-command.js';
import { addSwitchCommands } from './switch/switch-commands.js';
import { addBundleCommands } from './drafts/bundle-commands.js';
import { addDraftCommands } from './drafts/draft-commands.js';
import { addForecastCommand } from './what-if/forecast-command.js';
import { addWhatIfCommands } from './what-if/what-if-commands.js';
import { addWorkerCommand } from './commands/worker-command.js';
import { addLedgerCommands } from './runs/ledger-commands.js';
import { addRulesetTrustCommands } from './trust/ruleset-trust.js';
import { addAuditCommands } from './trust/audit-commands.js';
import { addLedgerVerifyCommand } from './trust/ledger-verify.js';
import { addYearCommands } from './years/year-commands.js';
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
  addRulesetTrustCommands(addRulesetCommands(program, context), context);
  addDraftCommands(program, context);
  addBundleCommands(program, context);
  addCatalogueCommands(program, context);
  addGrouperCommands(program, context);
  addCodeCommands(program, context);
  addSwitchCommands(program, context);
  addInstitutionCommands(program, context);
  addConsolidatedCommand(addConsortiumCommands(program, context), context);
  addCaseCommands(program, context);
  addQualityCommand(program, context);
  addScoreCommand(program, context);
  addCalendarCommands(program, context);
  addPeriodCommands(program, context);
  addYearCommands(program, context);
  addLedgerVerifyCommand(addLedgerCommands(program, context), context);
  addWhatIfCommands(program, context);
  addIndicatorCommands(program, context);
  addForecastCommand(program, context);
  addPublicationCommands(program, context);
  addReplayCommands(addClearCommand(program, context), program, context);
  addRunCommands(program, context);
  addSampleCommand(program, context);
  addKeyCommands(program, context);
  addPersonCommands(program, context);
  addAuditCommands(program, context);
  addBackupCommands(program, context);
  addWorkerCommand(program, context);
  return program;
}
