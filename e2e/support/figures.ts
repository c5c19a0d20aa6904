/** Tells a figure that was measured, beside the results of the tests. */
export function tellFigure(text: string): void {
  process.stdout.write(`  ${text}\n`);
}
