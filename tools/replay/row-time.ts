import type { ReplayTime } from '@loanwatch/contracts';
import { DAY_MS, isTimeZone } from '@loanwatch/kernel';
import { type TimeReader, timeReader, UnknownTimeFormat, type WrittenTime } from './time-pattern';
import { sightings } from './wall-clock';

/** The time of a row: an instant (ms), or why there is none. */
export type RowTime = { readonly at: number } | { readonly dropped: 'skipped-hour' } | { readonly unreadable: string };

/**
 * Reads the times of a file, one row after the other. `series` tells rows apart that belong to different series: whether
 * an hour that the clocks show twice is the earlier or the later one follows from the row before of the same series.
 */
export class RowClock {
  private readonly readers: readonly TimeReader[];
  private readonly newest = new Map<string, number>();

  /** Throws {@link UnknownTimeFormat} for a format or a zone that does not exist. */
  constructor(private readonly time: ReplayTime) {
    this.readers = time.formats.map(timeReader);
    if (time.zone !== undefined && !isTimeZone(time.zone)) {
      throw new UnknownTimeFormat(`time zone "${time.zone}" does not exist`);
    }
  }

  read(text: string, series: string): RowTime {
    const written = this.written(text);
    if (written === undefined)
      return { unreadable: `"${text}" is none of the formats ${this.time.formats.join(', ')}` };
    if ('instantMs' in written) return this.seen(series, written.instantMs);
    if (this.time.zone === undefined) return { unreadable: `"${text}" names no offset and the mapping no time zone` };
    const { instants, shifted } = sightings(this.endOfMidnight(written.wallMs), this.time.zone);
    const [earlier, later] = instants;
    if (earlier === undefined) {
      if (this.time.skippedHour === 'drop' || shifted === undefined) return { dropped: 'skipped-hour' };
      return this.seen(series, shifted);
    }
    const previous = this.newest.get(series);
    const isSecond = later !== undefined && previous !== undefined && previous >= earlier && previous < later;
    return this.seen(series, isSecond ? later : earlier);
  }

  private written(text: string): WrittenTime | undefined {
    for (const read of this.readers) {
      const written = read(text);
      if (written !== undefined) return written;
    }
    return undefined;
  }

  private endOfMidnight(wallMs: number): number {
    return this.time.midnight === 'end-of-day' && wallMs % DAY_MS === 0 ? wallMs + DAY_MS : wallMs;
  }

  private seen(series: string, at: number): RowTime {
    this.newest.set(series, at);
    return { at };
  }
}
