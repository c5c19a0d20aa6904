import type { Problem } from '@loanwatch/contracts';
import { code, groupBy, page, table } from './markdown';

const INTRODUCTION = `# Problems

Every refusal is a document of type \`application/problem+json\` (RFC 9457):

- \`type\` is \`urn:problem:<code>\`. Decide by it, not by the texts.
- \`title\`, \`title_zh\`, \`remedy\`, \`remedy_zh\` say what is wrong and what to do, as below.
- \`detail\` says it of this request. \`errors\` lists each wrong field: \`pointer\` (JSON Pointer into the body, or
  \`/header/...\`, \`/query/...\`), \`detail\`, and \`code\` where readings of a batch are refused one by one.
- 429 and 503 come with \`Retry-After\` (seconds); the same request may be sent again then.

Generated from \`contracts/problems.json\` by \`npm run docs:reference\`; do not edit.`;

export function problemsPage(problems: readonly Problem[]): string {
  const byStatus = problems.toSorted((a, b) => a.status - b.status || (a.code < b.code ? -1 : 1));
  const sections = [...groupBy(byStatus, ({ status, kind }) => `${status} ${kind}`)].map(
    ([title, members]) => `## ${title}\n\n${table(['code', 'what is wrong', 'what to do'], members.map(row))}`,
  );
  return page(INTRODUCTION, ...sections);
}

function row(problem: Problem): readonly string[] {
  const { title, remedy } = problem;
  return [code(problem.code), `${title.en} ${title.zh}`, `${remedy.en} ${remedy.zh}`];
}
