import { type Calendar, dayStart, isWorkingDay, localTimeOfDay, siteDay } from '@loanwatch/kernel';

/** Where simulated devices stand: local time, working days, and how busy a day is. */
export class Place {
  constructor(
    readonly timeZone: string,
    private readonly calendar: Calendar,
    /** Share of the usual business on a date, 0 to 1. */
    private readonly share: (date: string) => number,
  ) {}

  date(at: number): string {
    return siteDay(at, this.timeZone);
  }

  timeOfDay(at: number): number {
    return localTimeOfDay(at, this.timeZone);
  }

  isWorkingDay(date: string): boolean {
    return isWorkingDay(this.calendar, date);
  }

  /** 0 on days off, the share of the usual business on working days. */
  activity(date: string): number {
    return this.isWorkingDay(date) ? this.share(date) : 0;
  }

  /** The instant `timeOfDay` ms after the beginning of a date. */
  instant(date: string, timeOfDay: number): number {
    return dayStart(date, this.timeZone) + timeOfDay;
  }
}
