import type { Command } from 'commander';
import { carryOut } from './carry-out';
import { Session } from './session';

interface AlarmState {
  readonly review: string;
  readonly suppression: string;
}
interface CaseState {
  readonly status: string;
}

/** loanwatch alarm ...: what staff of the platform does with alarms. */
export function addAlarmCommands(program: Command): void {
  const alarm = program.command('alarm').description('review alarms (service manager of the platform)');
  const add = (name: string, summary: string): Command =>
    alarm.command(`${name} <id>`).description(summary).configureHelp({ showGlobalOptions: true });

  add('show', 'an alarm with its history').action(async (id: string, _options, command: Command) => {
    const client = await Session.of(command).staff('risk_manager', 'service_manager');
    console.log(JSON.stringify(await client.get(`/v1/alarms/${id}`), null, 2));
  });
  add('claim', 'take it for review').action(run('claim', () => ({})));
  add('release', 'give it back').action(run('release', () => ({})));
  add('judge', 'give a verdict; a confirmed alarm goes to the lenders')
    .requiredOption('--verdict <verdict>', 'CONFIRMED, FALSE_POSITIVE or INCONCLUSIVE')
    .requiredOption('--reason <reason>', 'why; the answer to a wrong one lists those that fit')
    .requiredOption('--evidence <references...>', 'what was looked at, e.g. signal:operating.rate')
    .option('--note <text>', 'remark')
    .action(run('judge', ({ verdict, reason, evidence, note }) => ({ verdict, reason, evidenceSeen: evidence, note })));
  add('shelve', 'hold notification back for a while')
    .requiredOption('--until <time>', 'ISO 8601 with an offset')
    .requiredOption('--reason <text>', 'why')
    .action(run('shelve', ({ until, reason }) => ({ until, reason })));
  add('unshelve', 'end shelving').action(run('unshelve', () => ({})));
  add('close', 'close an alarm that was judged and has no case')
    .option('--note <text>', 'remark')
    .action(run('close', ({ note }) => ({ note })));
  add('reopen', 'put a closed or false alarm back into the queue')
    .requiredOption('--reason <text>', 'why')
    .action(run('reopen', ({ reason }) => ({ reason })));

  function run(name: string, body: (options: CommandOptions) => object) {
    return async (id: string, options: CommandOptions, command: Command): Promise<void> => {
      const session = Session.of(command);
      const done = await carryOut<AlarmState>(
        await session.client('service_manager'),
        `/v1/alarms/${id}`,
        name,
        body(options),
      );
      session.say(done, {
        zh: `预警 ${id}：${done.review}，抑制 ${done.suppression}`,
        en: `Alarm ${id}: ${done.review}, suppression ${done.suppression}`,
      });
    };
  }
}

/** loanwatch case ...: what a lender does with its cases. */
export function addCaseCommands(program: Command): void {
  const cases = program.command('case').description('handle cases (account manager of an institution: --institution)');
  const add = (name: string, summary: string): Command => cases.command(`${name} <id>`).description(summary);

  add('show', 'a case with its plan and history').action(async (id: string, _options, command: Command) => {
    const client = await Session.of(command).institutionStaff('account_manager');
    console.log(JSON.stringify(await client.get(`/v1/cases/${id}`), null, 2));
  });
  add('acknowledge', 'sign for it 签收').action(run('acknowledge', () => ({})));
  add('start', 'begin handling; pins the plan that fits')
    .option('--plan <id>', 'plan to follow')
    .action(run('start-handling', ({ plan }) => ({ planId: plan })));
  add('step', 'record a step of the plan as done')
    .requiredOption('--step <id>', 'step of the plan')
    .option('--evidence <references...>', 'what shows it', [])
    .action(run('complete-step', ({ step, evidence }) => ({ stepId: step, evidence })));
  add('comment', 'write a comment')
    .requiredOption('--text <text>', 'the comment')
    .action(run('comment', ({ text }) => ({ text })));
  add('handle', 'end handling with an outcome 处置')
    .requiredOption('--outcome <outcome>', 'how it ended; the answer to a wrong one lists those there are')
    .option('--note <text>', 'remark')
    .action(run('handle', ({ outcome, note }) => ({ outcome, note })));
  add('close', 'lift the warning 解除; from ORANGE up by somebody else (--as)')
    .requiredOption('--ground <ground>', 'why; the answer to a wrong one lists those there are')
    .option('--note <text>', 'remark')
    .action(run('close', ({ ground, note }) => ({ ground, note })));
  add('feedback', 'say what the warning was worth 反馈')
    .requiredOption('--label <label>', 'the answer to a wrong one lists those there are')
    .option('--loan-state <state>', 'what became of the loan')
    .option('--note <text>', 'remark')
    .action(run('record-feedback', ({ label, loanState, note }) => ({ label, loanState, note })));

  function run(name: string, body: (options: CommandOptions) => object) {
    return async (id: string, options: CommandOptions, command: Command): Promise<void> => {
      const session = Session.of(command);
      const client = await session.institutionStaff('account_manager');
      const done = await carryOut<CaseState>(client, `/v1/cases/${id}`, name, body(options));
      session.say(done, { zh: `处置单 ${id}：${done.status}`, en: `Case ${id}: ${done.status}` });
    };
  }
}

type CommandOptions = Readonly<Record<string, string | readonly string[] | undefined>>;
