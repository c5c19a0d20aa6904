import { EmbeddedPostgres } from '../embedded';

/**
 * A process for the specs to kill: starts the embedded server in the folder it is given, writes row after row, and prints
 * the number of each one whose commit was acknowledged.
 */
async function main(directory: string): Promise<void> {
  const engine = new EmbeddedPostgres({ directory });
  await engine.start();
  const database = await engine.open('writer', [
    { name: '202601010000-rows', up: 'CREATE TABLE rows (number integer PRIMARY KEY)' },
  ]);
  for (let number = 1; ; number++) {
    await database.query('INSERT INTO rows VALUES ($1)', [number]);
    process.stdout.write(`${number}\n`);
  }
}

main(process.argv[2] ?? '').catch((error: unknown) => {
  process.stderr.write(String(error));
  process.exitCode = 1;
});
