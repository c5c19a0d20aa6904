import { makeEvent } from '@loanwatch/contracts';
import type { Bus, Scope, Tx } from '@loanwatch/engines';
import { type Clock, derivedId, DomainError } from '@loanwatch/kernel';
import { currentTraceparent } from '@loanwatch/platform';
import { findRows } from '../db/entity-rows';
import { hasContract, insertIndicator, latestIndicator } from '../db/indicator-rows';
import {
  EXTERNAL_FAMILY,
  type Indicator,
  type IndicatorReport,
  isLive,
  readReport,
} from '../domain/external-indicator';

const ALGORITHM = 'registry.external@1';

/** The value that stands for the metric at that time. */
export interface AcceptedIndicator {
  readonly enterpriseId: string;
  readonly metric: string;
  readonly value: number;
  readonly unit: string;
  readonly observedAt: string;
  /** 0 for the first value, one more with every correction. */
  readonly revision: number;
  /** False when the same value had been reported before: nothing happened. */
  readonly changed: boolean;
}

/** Indicators that partners push: each becomes a signal of the enterprise, a correction a higher revision of it. */
export class ExternalIndicators {
  constructor(
    private readonly bus: Bus,
    private readonly clock: Clock,
  ) {}

  /** Throws `request.invalid`, `registry.reference-not-found`, `registry.no-contract`. */
  async report(tx: Tx, scope: Scope, report: IndicatorReport): Promise<AcceptedIndicator> {
    const nowMs = this.clock.now();
    const indicator = readReport(report, nowMs);
    if (!('metric' in indicator)) {
      throw new DomainError('request.invalid', 'invalid', 'The report does not make sense.', { errors: indicator });
    }
    const reportedBy = await requireContract(tx, scope, indicator.enterpriseId);
    const { enterpriseId, metric, value, scaled } = indicator;
    const observedAt = new Date(indicator.observedAt).toISOString();
    const row = { enterpriseId, metric: metric.code, observedAt };
    const receivedAt = new Date(nowMs).toISOString();
    // Of two that report the same at once, the slower one looks again at what stands then.
    for (;;) {
      const before = await latestIndicator(tx, row);
      const answer = { ...row, value, unit: metric.unit };
      if (before?.scaled === scaled) return { ...answer, revision: before.revision, changed: false };
      const revision = before === undefined ? 0 : before.revision + 1;
      if (await insertIndicator(tx, { ...row, revision, scaled, reportedBy, receivedAt })) {
        await this.publish(tx, indicator, revision, nowMs);
        return { ...answer, revision, changed: true };
      }
    }
  }

  private async publish(tx: Tx, indicator: Indicator, revision: number, nowMs: number): Promise<void> {
    const { enterpriseId, metric, observedAt, value } = indicator;
    const id = derivedId('external-indicator', enterpriseId, metric.code, observedAt, revision);
    const signal = {
      ...{ metric: metric.code, subject: `enterprise:${enterpriseId}`, at: observedAt, value, coverage: 1 },
      ...{ algorithm: ALGORITHM, revision },
    };
    await this.bus.publishInTransaction(tx, [
      makeEvent('loanwatch.signals.derived.v1', {
        ...{ id, source: '/loanwatch/registry', time: nowMs, key: enterpriseId, correlationId: id, causationId: id },
        traceparent: currentTraceparent(),
        data: {
          ...{ enterpriseId, siteId: null, service: 'registry', live: isLive(indicator, nowMs), receivedAt: nowMs },
          signals: [signal],
        },
      }),
    ]);
  }
}

/** The institution that reports. An enterprise it cannot see is one that does not exist. */
async function requireContract(tx: Tx, scope: Scope, enterpriseId: string): Promise<string> {
  if (scope.kind === 'institution') {
    if (await hasContract(tx, enterpriseId, EXTERNAL_FAMILY)) return scope.institutionId;
    const seen = await findRows(tx, 'enterprise', [enterpriseId]);
    if (seen.size === 0) {
      throw new DomainError('registry.reference-not-found', 'invalid', 'There is no enterprise with this id.', {
        errors: [{ pointer: '/enterpriseId', detail: 'There is no enterprise with this id.' }],
      });
    }
  }
  throw new DomainError(
    'registry.no-contract',
    'forbidden',
    'Reporting needs a loan of your own to the enterprise, or a grant in force for the family external.',
  );
}
