import type { Severity } from '@loanwatch/kernel';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long each stage may take, in ms of plain time (not yet of working time). */
export interface SlaTimes {
  /** From standing in the queue to a verdict. */
  readonly reviewMs: number;
  /** From INCONCLUSIVE to the result of the on-site check. */
  readonly onSiteCheckMs: number;
  /** From dispatch to 签收. */
  readonly acknowledgeMs: number;
  /** From 签收 to an outcome. */
  readonly handleMs: number;
  /** From the outcome to 解除. */
  readonly closeMs: number;
  /** From 解除 to 反馈: ten working days, which fourteen days always hold. */
  readonly feedbackMs: number;
  /** Longest shelving, counted from its beginning. */
  readonly maxShelveMs: number;
}

/** The redder, the sooner somebody must have looked, and the shorter it may be set aside. */
export const SLA: Readonly<Record<Severity, SlaTimes>> = {
  RED: sla({ review: 30 * MINUTE, onSite: 1 * DAY, sign: 2 * HOUR, handle: 1 * DAY, close: 1 * DAY, shelve: 4 * HOUR }),
  ORANGE: sla({ review: 2 * HOUR, onSite: 2 * DAY, sign: 8 * HOUR, handle: 3 * DAY, close: 2 * DAY, shelve: 1 * DAY }),
  YELLOW: sla({ review: 8 * HOUR, onSite: 3 * DAY, sign: 1 * DAY, handle: 5 * DAY, close: 3 * DAY, shelve: 3 * DAY }),
  BLUE: sla({ review: 1 * DAY, onSite: 5 * DAY, sign: 2 * DAY, handle: 10 * DAY, close: 5 * DAY, shelve: 7 * DAY }),
};

/** After a breach it escalates again each time this share of the stage has passed once more. */
const REPEAT_SHARE = 0.5;
/** Levels that one stage reaches by the clock alone. */
export const MAX_ESCALATIONS_PER_STAGE = 3;

/** When the next level is told, in ms after a breach of a stage that may take `stageMs`. */
export function repeatAfterMs(stageMs: number): number {
  return stageMs * REPEAT_SHARE;
}

/** How long before its end a shelving announces itself: a tenth of it, an hour at most. */
export function shelveWarningMs(shelvedMs: number): number {
  return Math.min(HOUR, Math.floor(shelvedMs / 10));
}

interface Row {
  readonly review: number;
  readonly onSite: number;
  readonly sign: number;
  readonly handle: number;
  readonly close: number;
  readonly shelve: number;
}

function sla({ review, onSite, sign, handle, close, shelve }: Row): SlaTimes {
  return {
    reviewMs: review,
    onSiteCheckMs: onSite,
    acknowledgeMs: sign,
    handleMs: handle,
    closeMs: close,
    feedbackMs: 14 * DAY,
    maxShelveMs: shelve,
  };
}
