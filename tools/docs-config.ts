// npm run docs:config (--check: fail on drift): every setting of every process, from the config classes, as docs/reference/configuration.md.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { BaseConfig, EngineConfig, type SettingDescription, settingsOf } from '@loanwatch/platform';
import { format } from 'prettier';
import { AllInOneConfig } from '../services/all-in-one/src/config';
import { SERVICES } from '../services/all-in-one/src/service-list';

type ConfigClass = new () => object;

const FILE = path.resolve(__dirname, '..', 'docs', 'reference', 'configuration.md');
const INTRODUCTION = `# Configuration

Every process reads environment variables once, when it starts. It refuses to start (exit code 78) and names all
problems together when a value is not valid or a variable that begins with \`LOANWATCH_\` is not a setting it knows.

\`<NAME>_FILE\` reads the value of \`<NAME>\` from a file, for mounted secrets; an empty variable counts as not set.
Secrets (🔒) are masked in the log. The all-in-one knows the settings of all services and makes the keys that it needs
and is not given, in \`secrets.json\` of its data folder.

Generated from the config classes by \`npm run docs:config\`; do not edit.`;

async function main(): Promise<void> {
  const inherited = new Set(settingsOf(BaseConfig).map(({ name }) => name));
  const sections = [
    section('Every process', BaseConfig, () => true),
    section('A service that runs by itself', EngineConfig, () => true),
    section('all-in-one', AllInOneConfig, ({ name }) => !inherited.has(name) || isOverridden(AllInOneConfig, name)),
    ...SERVICES.map(({ name, Config }) => section(name, Config, (setting) => !inherited.has(setting.name))),
  ];
  const text = await format([INTRODUCTION, ...sections].join('\n\n'), { parser: 'markdown', printWidth: 120 });
  const isCurrent = existsSync(FILE) && readFileSync(FILE, 'utf8') === text;
  if (isCurrent) return;
  if (process.argv.includes('--check'))
    throw new Error('docs/reference/configuration.md is not what the config classes say; run npm run docs:config');
  mkdirSync(path.dirname(FILE), { recursive: true });
  writeFileSync(FILE, text);
}

function section(title: string, type: ConfigClass, includes: (setting: SettingDescription) => boolean): string {
  const settings = settingsOf(type).filter(includes);
  const undescribed = settings.filter(({ about }) => about === '').map(({ name }) => name);
  if (undescribed.length > 0) throw new Error(`${type.name}: @Setting is missing on ${undescribed.join(', ')}`);
  if (settings.length === 0) return `## ${title}\n\nNo settings of its own.`;
  const presets = new type();
  const rows = settings.map(({ name, about, secret }) => {
    const preset = Reflect.get(presets, name) as string | number | boolean | readonly string[] | undefined;
    const shown = preset === undefined ? '' : `\`${String(preset)}\``;
    return `| \`${name}\`${secret ? ' 🔒' : ''} | ${shown} | ${about.replaceAll('|', '\\|')} |`;
  });
  return [`## ${title}`, '', '| setting | default | what it decides |', '| --- | --- | --- |', ...rows].join('\n');
}

function isOverridden(type: ConfigClass, name: string): boolean {
  return Reflect.get(new type(), name) !== Reflect.get(new BaseConfig(), name);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
