import { type RuleDocument, type Signal, metric } from '@loanwatch/contracts';
import { type Calendar, HOUR_MS, MINUTE_MS, parseTime } from '@loanwatch/kernel';
import { type CompiledRule, compile } from '../src/domain/compile';
import { type Step, type Surroundings, judgeSignal, judgeTimers } from '../src/domain/judge';
import { checkRule } from '../src/domain/rule-checks';
import { ALWAYS, type Place, type Schedule, scheduleOf } from '../src/domain/schedule';
import { type Standing, type Verdict, initialStanding } from '../src/domain/standing';

export const min = (count: number): number => count * MINUTE_MS;
export const hours = (count: number): number => count * HOUR_MS;
export const days = (count: number): number => count * 24 * HOUR_MS;

export const CALENDAR: Calendar = {
  version: 3,
  workingWeekdays: [1, 2, 3, 4, 5],
  statutory: 'CN',
  holidays: [],
  workdays: [],
  closures: [],
  shifts: [{ weekdays: [1, 2, 3, 4, 5], start: '08:00', end: '18:00' }],
  quietHour: '04:00',
};
export const PLACE: Place = { timeZone: 'Asia/Shanghai', calendar: CALENDAR };
export const SUBJECT = 'channel:00000000-0000-4000-8000-000000000001/t1';

/** A rule on temperature unless the test says otherwise; it passes the checks that a bank's rule has to pass. */
export function aRule(over: Partial<RuleDocument> = {}): RuleDocument {
  const document: RuleDocument = {
    name: { zh: '机器过热', en: 'Machine too hot' },
    family: 'climate',
    metric: 'temperature',
    ladder: [{ severity: 'RED', condition: { kind: 'threshold', operator: 'above', value: 90 } }],
    stalenessMs: hours(1),
    ...over,
  };
  const errors = checkRule(document);
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  return document;
}

/** ms of a wall-clock time in the place: '2026-03-02T10:00', or '10:00' on Monday 2026-03-02. */
export function at(time: string, place: Place = PLACE): number {
  const full = time.includes('T') ? time : `2026-03-02T${time}`;
  const ms = parseTime(full, place.timeZone);
  if (ms === undefined) throw new Error(`not a time: ${full}`);
  return ms;
}

/** One rule about one subject, fed by hand. Verdicts come out as 'RAISE RED 10:00'. */
export class Evaluation {
  readonly rule: CompiledRule;
  readonly verdicts: Verdict[] = [];
  standing: Standing;
  private readonly schedule: Schedule;
  private outOfService = false;

  constructor(
    document: RuleDocument,
    private readonly place: Place = PLACE,
    schedule?: Schedule,
  ) {
    const known = metric(document.metric);
    if (known === undefined) throw new Error(`no metric ${document.metric}`);
    this.rule = compile(document, known);
    this.schedule = schedule ?? (document.schedule === undefined ? ALWAYS : scheduleOf(document.schedule, place));
    this.standing = initialStanding(this.rule);
  }

  /** A value at a wall-clock time; null: the signal was not judged. */
  hears(value: Signal['value'], time: string | number, over: Partial<Signal> = {}): this {
    const ms = typeof time === 'number' ? time : at(time, this.place);
    const notJudged = value === null ? { notJudged: { code: 'coverage-too-low', detail: 'coverage 0.2' } } : {};
    const signal: Signal = {
      metric: this.rule.metric.code,
      subject: SUBJECT,
      at: ms,
      value,
      coverage: 1,
      algorithm: 'test.signal@1',
      ...notJudged,
      ...over,
    };
    return this.take(judgeSignal(this.rule, this.standing, signal, this.around()));
  }

  /** The value of a site day, as it is derived at its end. */
  hearsDay(value: Signal['value'], date: string, over: Partial<Signal> = {}): this {
    const from = at(`${date}T00:00`, this.place);
    return this.hears(value, from + days(1), { from, ...over });
  }

  /** Values every `everyMs` from `time` on. */
  hearsEach(values: readonly Signal['value'][], time: string, everyMs: number): this {
    values.forEach((value, index) => this.hears(value, at(time, this.place) + index * everyMs));
    return this;
  }

  /** A clock notices that it is that late; nothing was heard. */
  clock(time: string | number): this {
    const ms = typeof time === 'number' ? time : at(time, this.place);
    return this.take(judgeTimers(this.rule, this.standing, ms, this.around()));
  }

  declared(outOfService: boolean): this {
    this.outOfService = outOfService;
    return this;
  }

  get said(): readonly string[] {
    return this.verdicts.map((verdict) => `${verdict.verdict} ${verdict.severity} ${this.wallClock(verdict.at)}`);
  }

  private wallClock(ms: number): string {
    const text = new Date(ms).toLocaleString('sv-SE', { timeZone: this.place.timeZone });
    return text.startsWith('2026-03-02') ? text.slice(11, 16) : text.slice(0, 16).replace(' ', 'T');
  }

  private around(): Surroundings {
    return { place: this.place, schedule: this.schedule, outOfService: this.outOfService };
  }

  private take(step: Step): this {
    // What is stored is JSON: a step must not depend on anything that JSON loses.
    const memory = JSON.parse(JSON.stringify(step.standing.memory)) as Standing['memory'];
    this.standing = { ...step.standing, memory };
    this.verdicts.push(...step.verdicts);
    return this;
  }
}

export function evaluate(document: Partial<RuleDocument>, place: Place = PLACE, schedule?: Schedule): Evaluation {
  return new Evaluation(aRule(document), place, schedule);
}
