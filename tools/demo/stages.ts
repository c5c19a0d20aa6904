const BAR_WIDTH = 24;

/** Shows the stages of a longer piece of work, one line each. */
export class Stages {
  private readonly startedAt = performance.now();

  get seconds(): number {
    return (performance.now() - this.startedAt) / 1000;
  }

  async run<T>(name: string, work: (show: (share: number) => void) => Promise<T>): Promise<T> {
    const startedAt = performance.now();
    const isTerminal = process.stdout.isTTY;
    if (isTerminal) process.stdout.write(`  ... ${name}`);
    const result = await work((share) => {
      const filled = Math.round(share * BAR_WIDTH);
      if (isTerminal) {
        process.stdout.write(`\r\u001B[K  ... ${name} [${'#'.repeat(filled)}${'.'.repeat(BAR_WIDTH - filled)}]`);
      }
    });
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    process.stdout.write(`${isTerminal ? '\r\u001B[K' : ''}  ok  ${name} (${seconds} s)\n`);
    return result;
  }
}
