// npm run loanwatch -- <command>: Loanwatch from the command line, over its public API.
import { Command, Option } from 'commander';
import { runProgram } from './command/run-program';
import { addGetCommands } from './loanwatch/get-commands';
import { addAlarmCommands, addCaseCommands } from './loanwatch/lifecycle-commands';
import { addDeadLetterCommands } from './loanwatch/operations-commands';
import { addRebuildCommand } from './loanwatch/rebuild-command';
import { addApplyCommand } from './loanwatch/setup-commands';
import { addTokenCommand } from './loanwatch/token-command';

const program = new Command('npm run loanwatch --')
  .description('Loanwatch from the command line. docs/how-to/command-line.md')
  .option('--url <url>', 'address of Loanwatch (LOANWATCH_URL)')
  .option('--data <folder>', 'data folder of Loanwatch on this machine (LOANWATCH_DATA_DIR)')
  .option('--institution <id>', 'act for this institution')
  .option('--enterprise <id>', 'only this enterprise')
  .option('--as <subject>', 'act as this person')
  .option('--json', 'print JSON instead of tables')
  .addOption(new Option('--lang <language>', 'language of headings; default by the locale').choices(['zh', 'en']))
  .showHelpAfterError()
  .exitOverride();

addApplyCommand(program);
addGetCommands(program);
addAlarmCommands(program);
addCaseCommands(program);
addDeadLetterCommands(program);
addRebuildCommand(program);
addTokenCommand(program);

runProgram(program);
