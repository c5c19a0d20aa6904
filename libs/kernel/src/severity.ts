/** Colours of Chinese early-warning practice, mildest first: 蓝 < 黄 < 橙 < 红. */
export const SEVERITIES = ['BLUE', 'YELLOW', 'ORANGE', 'RED'] as const;
export type Severity = (typeof SEVERITIES)[number];

export function severityRank(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}
