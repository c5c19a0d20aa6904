import type { Bank } from '../bank';
import type { Result } from '../result';
import { sourceRows } from '../source-rows';

const FOLDER = 'steel_industry';
const FILE = `${FOLDER}/Steel_industry_data.csv.gz`;

/** A year of quarter hours: the statistics must agree with the file to the watt-hour. */
export async function steel(bank: Bank): Promise<Result> {
  const { ids } = await bank.replay(`${FOLDER}/setup.yaml`, `${FOLDER}/mapping.json`, [FILE]);
  const enterpriseId = ids.get('enterprises', 'steel');
  const own = await ownSums(bank.file(FILE));
  const wrong: string[] = [];
  const asked = performance.now();
  for (const period of ['month', 'quarter', 'year'] as const) {
    const ask = () => bank.electricity(enterpriseId, period, '2018-01-01', '2018-12-31');
    const told = await bank.rolledUp(ask, (answer) => differences(period, answer, own[period]).length === 0);
    wrong.push(...differences(period, told, own[period]));
  }
  const compared = own.month.size + own.quarter.size + own.year.size;
  return {
    series: FOLDER,
    passed: wrong.length === 0 && compared === 12 + 4 + 1,
    expected: 'electricity of 12 months, 4 quarters and the year equal to the sum of the file',
    seen: {
      periodsCompared: compared,
      yearWh: Number(own.year.get('2018-01-01') ?? 0n) / 1000,
      secondsUntilRolledUp: Math.round((performance.now() - asked) / 100) / 10,
      wrong,
    },
  };
}

type Sums = Map<string, bigint>;

function differences(period: string, told: ReadonlyMap<string, number | null>, own: Sums): readonly string[] {
  return [...own].flatMap(([begin, milliwattHours]) => {
    const value = told.get(begin);
    if (value !== null && value !== undefined && BigInt(Math.round(value * 1000)) === milliwattHours) return [];
    return [`${period} ${begin}: ${String(value)} Wh instead of ${Number(milliwattHours) / 1000} Wh`];
  });
}

/** Exact sums by beginning of the period, mWh: kWh with decimals become integers before they are added. */
async function ownSums(file: string): Promise<{ month: Sums; quarter: Sums; year: Sums }> {
  const sums = {
    month: new Map<string, bigint>(),
    quarter: new Map<string, bigint>(),
    year: new Map<string, bigint>(),
  };
  for (const [stamp = '', usage = ''] of (await sourceRows(file)).slice(1)) {
    // The date is that of the interval, also where the time is its end at midnight.
    const [, month = 0, year = 0] = (stamp.split(' ')[0] ?? '').split('/').map(Number);
    const [whole = '0', fraction = ''] = usage.split('.');
    const milliwattHours = BigInt(whole + fraction.padEnd(6, '0'));
    const begin = (first: number): string => `${year}-${String(first).padStart(2, '0')}-01`;
    add(sums.month, begin(month), milliwattHours);
    add(sums.quarter, begin(Math.floor((month - 1) / 3) * 3 + 1), milliwattHours);
    add(sums.year, begin(1), milliwattHours);
  }
  return sums;
}

function add(sums: Sums, key: string, amount: bigint): void {
  sums.set(key, (sums.get(key) ?? 0n) + amount);
}
