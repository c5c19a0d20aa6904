/** Why a process did not start, in a sentence for the operator, who can change it. */
export class StartRefused extends Error {
  override readonly name = 'StartRefused';
  /** EX_CONFIG of sysexits.h. */
  readonly exitCode = 78;
}

export function portTaken(port: number, setting: string): StartRefused {
  return new StartRefused(`Port ${port} is taken by another program: set ${setting} to a free one, or to 0 for any.`);
}

/** Starts the engines; what they say when they cannot is a sentence for the operator. */
export async function startEngines(engines: { start(): Promise<void> }): Promise<void> {
  try {
    await engines.start();
  } catch (error) {
    throw new StartRefused(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
