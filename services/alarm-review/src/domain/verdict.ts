import type { VerdictOutcome, VerdictReason } from '@loanwatch/contracts';

/** The fixed list of reasons by verdict, so that verdicts can be counted and fed back to rules, models and devices. */
const REASONS: Readonly<Record<VerdictOutcome, readonly VerdictReason[]>> = {
  FALSE_POSITIVE: [
    'lighting',
    'occlusion',
    'staff',
    'weather',
    'planned-activity',
    'device-fault',
    'rule-too-tight',
    'known-benign',
    'verified-on-site',
    'verified-remotely',
    'other',
  ],
  INCONCLUSIVE: ['insufficient-evidence', 'lighting', 'occlusion', 'device-fault', 'other'],
  CONFIRMED: ['verified-on-site', 'verified-remotely', 'pattern-consistent', 'other'],
};

export function reasonsFor(outcome: VerdictOutcome): readonly VerdictReason[] {
  return REASONS[outcome];
}

export function isReasonFor(outcome: VerdictOutcome, reason: VerdictReason): boolean {
  return REASONS[outcome].includes(reason);
}
