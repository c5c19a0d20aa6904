// npm run docs:reference (--check: fail on drift): docs/reference/{api,events,metrics,problems}.md out of contracts/.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format } from 'prettier';
import { readContracts, readJson, ROOT } from './contracts/source';
import { apiPage, type OpenApiDocument } from './reference/api-page';
import { eventsPage } from './reference/events-page';
import { metricsPage } from './reference/metrics-page';
import { problemsPage } from './reference/problems-page';

const FOLDER = path.join(ROOT, 'docs', 'reference');

function pages(): Readonly<Record<string, string>> {
  const contracts = readContracts(ROOT);
  return {
    'api.md': apiPage(readJson(path.join(ROOT, 'contracts', 'openapi', 'loanwatch.json')) as OpenApiDocument),
    'events.md': eventsPage(contracts),
    'metrics.md': metricsPage(contracts.metrics),
    'problems.md': problemsPage(contracts.problems),
  };
}

async function main(): Promise<void> {
  const drifted: string[] = [];
  for (const [name, page] of Object.entries(pages())) {
    const file = path.join(FOLDER, name);
    const text = await format(page, { parser: 'markdown', printWidth: 120 });
    if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
    drifted.push(name);
    if (!process.argv.includes('--check')) writeFileSync(file, text);
  }
  if (drifted.length === 0) return;
  if (process.argv.includes('--check'))
    throw new Error(`docs/reference is not what contracts/ says: ${drifted.join(', ')}; run npm run docs:reference`);
  console.error(`written: ${drifted.join(', ')}`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
