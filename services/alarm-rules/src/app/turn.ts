/** Lets one piece of work at a time pass; a piece of work may end in another place than it began. */
export class Turn {
  private last: Promise<void> = Promise.resolve();

  /** Resolves when it is the caller's turn, with how to end it; ending twice does nothing. */
  async begin(): Promise<() => void> {
    const before = this.last;
    let end: () => void = () => undefined;
    this.last = new Promise((resolve) => (end = resolve));
    await before;
    return end;
  }
}
