/** Why a process did not start, in a sentence for the operator, who can change it. */
export class StartRefused extends Error {
  override readonly name = 'StartRefused';
  /** EX_CONFIG of sysexits.h. */
  readonly exitCode = 78;
}

export function portTaken(port: number, setting: string): StartRefused {
  return new StartRefused(`Port ${port} is taken by another program: set ${setting} to a free one, or to 0 for any.`);
}
