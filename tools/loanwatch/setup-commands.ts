import type { Command } from 'commander';
import { applySetup } from '../setup/apply-setup';
import { readSetup } from '../setup/setup-file';
import { Session } from './session';

interface ApplyRow {
  readonly section: string;
  readonly key: string;
  readonly id: string;
  readonly outcome: string;
}

const OUTCOMES: Readonly<Record<string, string>> = { created: '已创建', changed: '已更新', unchanged: '无变化' };

/** loanwatch apply -f FILE: institutions, enterprises, sites, devices, rules and the rest from a file. */
export function addApplyCommand(program: Command): void {
  program
    .command('apply')
    .description('make Loanwatch have what a YAML or JSON file says; applying it twice changes nothing')
    .requiredOption('-f, --file <yaml>', 'setup file; see docs/how-to/command-line.md')
    .option('--keys <json>', 'issue keys for the devices and write them to this file, readable by you only')
    .action(async ({ file, keys }: { readonly file: string; readonly keys?: string }, command: Command) => {
      const session = Session.of(command);
      const setup = await readSetup(file);
      const rows: ApplyRow[] = [];
      const { secrets } = await applySetup(await session.client('admin'), setup, {
        keyFile: keys,
        issueKeys: keys !== undefined,
        onApplied: (section, key, { id, outcome }) => rows.push({ section, key, id, outcome }),
      });
      session.show(rows, [
        { zh: '类别', en: 'section', value: ({ section }) => section },
        { zh: '键', en: 'key', value: ({ key }) => key },
        { zh: '编号', en: 'id', value: ({ id }) => id },
        {
          zh: '结果',
          en: 'outcome',
          value: ({ outcome }, language) => (language === 'zh' ? OUTCOMES[outcome] : outcome),
        },
      ]);
      for (const [key, secret] of secrets) {
        console.error(
          session.language === 'zh'
            ? `${key} 的签名密钥（仅显示一次）：${secret}`
            : `Signing secret of ${key}, shown this once: ${secret}`,
        );
      }
    });
}
