import type { Metric } from '@loanwatch/contracts';
import { code, groupBy, page, table } from './markdown';

const INTRODUCTION = `# Metrics

Every quantity that devices report (reading) and that Loanwatch derives from the reports (signal). A value is kept in
the unit and with the digits given here; a reading may come in any of the other units and is converted. A reading
outside the plausible range is refused. A \`counter\` only rises until it starts again, a \`delta\` covers an interval,
an \`event\` is told when it happens, a \`state\` is one of a list.

Generated from \`contracts/metrics.json\` by \`npm run docs:reference\`; do not edit.`;

export function metricsPage(metrics: readonly Metric[]): string {
  const sections = [...groupBy(metrics, ({ family }) => family)].map(
    ([family, members]) => `## ${family}\n\n${table(HEADINGS, members.map(row))}`,
  );
  return page(INTRODUCTION, ...sections);
}

const HEADINGS = ['code', '中文', 'English', 'kind', 'of', 'unit', 'digits', 'plausible', 'also taken in', 'about'];

function row(metric: Metric): readonly string[] {
  const { kind, of, unit, digits, min, max, zh, en, about } = metric;
  const range = metric.states === undefined ? `${min} to ${max}` : metric.states.map(code).join(' ');
  const units = Object.keys(metric.units).filter((other) => other !== unit);
  const used = of === 'both' ? 'reading, signal' : of;
  return [code(metric.code), zh, en, kind, used, code(unit), String(digits), range, units.map(code).join(' '), about];
}
