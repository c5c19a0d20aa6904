import { HOUR_MS } from '@loanwatch/kernel';
import type { Premises, ReportingApp } from './reporting-app';
import { aSignal } from './signal-builders';

/** A wall clock time in Shanghai, 'YYYY-MM-DDTHH:MM', as ms. */
export const at = (text: string): number => Date.parse(`${text}:00+08:00`);

/** `valueWh` in each of so many hours. */
export async function energy(
  app: ReportingApp,
  { subject, ...premises }: Premises,
  from: string,
  hours: number,
  valueWh: number,
): Promise<void> {
  const begin = at(from);
  await app.signals(
    { subject, ...premises },
    Array.from({ length: hours }, (_, hour) =>
      aSignal({
        metric: 'energy.interval',
        subject,
        from: begin + hour * HOUR_MS,
        at: begin + (hour + 1) * HOUR_MS,
        value: valueWh,
      }),
    ),
  );
}
