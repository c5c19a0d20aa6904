import type { WriteStream } from 'node:tty';
import type { ReplayTally } from './replay-count';

const BAR_WIDTH = 24;
/** Where there is no terminal, a line is written this often at most, ms. */
const PLAIN_EVERY_MS = 5_000;

/** Shows how far a replay is: one line that is written over in a terminal, a line now and then elsewhere. */
export class ProgressLine {
  private readonly startedAt = performance.now();
  private plainAt = performance.now();

  constructor(private readonly out: WriteStream) {}

  show(tally: ReplayTally, share: number): void {
    const line = progressText(tally, share, (performance.now() - this.startedAt) / 1000);
    if (this.out.isTTY) {
      this.out.write(`\r\u001B[K${line.slice(0, this.out.columns - 1)}`);
    } else if (performance.now() - this.plainAt >= PLAIN_EVERY_MS) {
      this.plainAt = performance.now();
      this.out.write(`${line}\n`);
    }
  }

  end(): void {
    if (this.out.isTTY) this.out.write('\r\u001B[K');
  }
}

/** One line: how much of the file, how many readings, how fast, what went wrong. */
export function progressText({ count }: ReplayTally, share: number, seconds: number): string {
  const filled = Math.round(share * BAR_WIDTH);
  const bar = '#'.repeat(filled) + '.'.repeat(BAR_WIDTH - filled);
  const rate = seconds > 0 ? Math.round(count.sent / seconds) : 0;
  const newest = count.newestAt === undefined ? '' : ` ${new Date(count.newestAt).toISOString().slice(0, 10)}`;
  return (
    `[${bar}] ${String(Math.floor(share * 100)).padStart(3)} %${newest} ${count.sent} sent ${rate}/s ` +
    `${count.rejected + count.unreadable} rejected ${count.duplicates} duplicates`
  );
}

/** What a replay did, as a few lines. */
export function summaryText(tally: ReplayTally, seconds: number): string {
  const { count, complaints } = tally;
  const span =
    count.oldestAt === undefined || count.newestAt === undefined
      ? 'no measurements'
      : `${new Date(count.oldestAt).toISOString()} to ${new Date(count.newestAt).toISOString()}`;
  const lines = [
    `${count.rows} rows, ${span}, ${seconds.toFixed(1)} s`,
    `  accepted    ${count.accepted}`,
    `  duplicates  ${count.duplicates}`,
    `  rejected    ${count.rejected}`,
    `  unreadable  ${count.unreadable}`,
    `  missing     ${count.missing}`,
    ...(count.dropped > 0 ? [`  left out    ${count.dropped}`] : []),
    ...complaints.map(
      ({ kind, example, firstLine, count: times }) => `  ${times} x ${kind}, first on line ${firstLine}: ${example}`,
    ),
  ];
  return lines.join('\n');
}
