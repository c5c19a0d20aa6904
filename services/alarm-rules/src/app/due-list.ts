interface Entry<T> {
  readonly at: number;
  readonly item: T;
}

/**
 * Items to look at when a time has come: a binary heap with one live entry per item. Postponing an item costs nothing:
 * it is looked at early, and whoever looks puts it back. So a timer that each signal moves ahead does not grow the heap.
 */
export class DueList<T extends object> {
  private readonly heap: Entry<T>[] = [];
  private readonly queuedAt = new Map<T, number>();

  /** Earliest time at which there may be something to look at. */
  get next(): number | undefined {
    return this.heap[0]?.at;
  }

  /** Sees to it that `item` is looked at no later than `at`. */
  add(item: T, at: number): void {
    const queued = this.queuedAt.get(item);
    if (queued !== undefined && queued <= at) return;
    this.queuedAt.set(item, at);
    this.heap.push({ at, item });
    this.rise(this.heap.length - 1);
  }

  /** Takes out the items whose time is at or before `until`, earliest first, at most `limit`. */
  take(until: number, limit = Infinity): T[] {
    const taken: T[] = [];
    for (let top = this.heap[0]; top !== undefined && top.at <= until && taken.length < limit; top = this.heap[0]) {
      this.removeTop();
      // An entry that an earlier one of the same item has replaced is dead.
      if (this.queuedAt.get(top.item) !== top.at) continue;
      this.queuedAt.delete(top.item);
      taken.push(top.item);
    }
    return taken;
  }

  clear(): void {
    this.heap.length = 0;
    this.queuedAt.clear();
  }

  private removeTop(): void {
    const last = this.heap.pop();
    if (last === undefined || this.heap.length === 0) return;
    this.heap[0] = last;
    this.sink(0);
  }

  private rise(index: number): void {
    for (let child = index; child > 0;) {
      const parent = (child - 1) >> 1;
      if (this.at(parent) <= this.at(child)) return;
      this.swap(parent, child);
      child = parent;
    }
  }

  private sink(index: number): void {
    for (let parent = index; ;) {
      const left = 2 * parent + 1;
      const smaller = this.at(left + 1) < this.at(left) ? left + 1 : left;
      if (this.at(smaller) >= this.at(parent)) return;
      this.swap(parent, smaller);
      parent = smaller;
    }
  }

  private at(index: number): number {
    return this.heap[index]?.at ?? Infinity;
  }

  private swap(a: number, b: number): void {
    const first = this.heap[a];
    const second = this.heap[b];
    if (first === undefined || second === undefined) return;
    this.heap[a] = second;
    this.heap[b] = first;
  }
}
