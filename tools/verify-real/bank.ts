import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { siteDay } from '@loanwatch/kernel';
import { type LoanwatchClient, settled } from '../client';
import { DeviceKeys } from '../replay/device-keys';
import { readMapping } from '../replay/mapping';
import type { ReplayTally } from '../replay/replay-count';
import { replayFile } from '../replay/replay-file';
import { applySetup, type SetupIds } from '../setup/apply-setup';
import { readSetup } from '../setup/setup-file';

/** Where the setups and mappings of the series lie. */
const SERIES = path.join(__dirname, 'series');
const SETTLES_WITHIN_MS = 120_000;
const ROLLED_UP_WITHIN_MS = 30_000;
const ASK_AGAIN_MS = 250;

/** A point of GET /v1/series. */
export interface Point {
  readonly at: string;
  readonly until?: string;
  readonly value: number | null;
  readonly coverage: number | null;
  readonly attributes?: Readonly<Record<string, unknown>>;
}

interface AlarmHistory {
  readonly alarmId: string;
  readonly history: readonly { readonly change: string; readonly detail: { readonly eventAt?: string } }[];
}

/** A bank that tries Loanwatch on a history of its own: what it creates, replays and reads, all over the public API. */
export class Bank {
  constructor(
    readonly client: LoanwatchClient,
    /** Folder of the series. */
    private readonly folder: string,
  ) {}

  /** A file of the series, as it lies there. */
  file(name: string): string {
    return path.join(this.folder, name);
  }

  /** Applies the setup, replays the files by the mapping and waits until all of it has been worked through. */
  async replay(
    setupFile: string,
    mappingFile: string,
    files: readonly string[],
  ): Promise<{ readonly ids: SetupIds; readonly tallies: readonly ReplayTally[] }> {
    const { ids, keys } = await applySetup(this.client, await readSetup(path.join(SERIES, setupFile)));
    const mapping = await readMapping(path.join(SERIES, mappingFile));
    const tallies: ReplayTally[] = [];
    for (const file of files) {
      const options = { client: this.client, keys: new DeviceKeys(keys), file: this.file(file), mapping };
      tallies.push(await replayFile(options));
    }
    await settled(this.client, SETTLES_WITHIN_MS);
    return { ids, tallies };
  }

  /** Event times at which alarms of an enterprise were raised or occurred again, ms, ascending. */
  async alarmTimes(enterpriseId: string): Promise<readonly number[]> {
    const staff = this.client.as({ role: 'service_manager' });
    const times: number[] = [];
    for (const { alarmId } of await staff.collect<{ alarmId: string }>('/v1/alarms', { enterpriseId })) {
      const { history } = await staff.get<AlarmHistory>(`/v1/alarms/${alarmId}`);
      for (const { change, detail } of history) {
        if (change !== 'AlarmRaised' && change !== 'AlarmOccurred') continue;
        if (detail.eventAt !== undefined) times.push(Date.parse(detail.eventAt));
      }
    }
    return times.sort((a, b) => a - b);
  }

  /** Site dates on which alarms were raised or occurred again; a verdict at the end of a day belongs to that day. */
  async alarmDays(enterpriseId: string, timeZone: string): Promise<ReadonlySet<string>> {
    return new Set((await this.alarmTimes(enterpriseId)).map((at) => siteDay(at - 1, timeZone)));
  }

  /** Signals of a metric at a site that begin in [from, to), oldest first. */
  async points(siteId: string, metric: string, from: string, to: string): Promise<readonly Point[]> {
    const answer = await this.client
      .as({ role: 'service_manager' })
      .get<{ series: readonly { points: readonly Point[] }[] }>('/v1/series', {
        metric,
        siteId,
        bucket: 'raw',
        from,
        to,
      });
    return answer.series.flatMap(({ points }) => points);
  }

  /**
   * Asks until the answer is `right`, and gives back the last one: statistics are rolled up in the background, moments
   * after the signals are there.
   */
  async rolledUp<T>(ask: () => Promise<T>, right: (answer: T) => boolean): Promise<T> {
    const until = performance.now() + ROLLED_UP_WITHIN_MS;
    for (;;) {
      const answer = await ask();
      if (right(answer) || performance.now() > until) return answer;
      await pause(ASK_AGAIN_MS);
    }
  }

  /** The electricity of an enterprise by beginning of the month, quarter or year, Wh. */
  async electricity(
    enterpriseId: string,
    period: string,
    from: string,
    to: string,
  ): Promise<ReadonlyMap<string, number | null>> {
    const { rows } = await this.client
      .as({ role: 'service_manager' })
      .get<{ rows: readonly StatisticsRow[] }>('/v1/statistics', {
        ...{ period, from, to, enterpriseId, metrics: 'electricity' },
      });
    return new Map(rows.map(({ period: { from: begin }, figures }) => [begin, figures.electricity.value]));
  }
}

interface StatisticsRow {
  readonly period: { readonly from: string };
  readonly figures: { readonly electricity: { readonly value: number | null } };
}
