import type { EntityReplica } from '@loanwatch/platform';
import { pinsFromEntities, type PinSource, type SeriesKey } from '../projections/series-pins';

/** Whoever derived a signal knew its site; our copy of the registry follows within moments. */
const WAIT_FOR_SITE_MS = 1_000;

/** Pins of new series out of the live copy of the registry. */
export class EntityPins implements PinSource {
  constructor(private readonly replica: EntityReplica) {}

  async ready(siteIds: readonly string[]): Promise<void> {
    await Promise.all(siteIds.map((id) => this.replica.waitFor('site', id, WAIT_FOR_SITE_MS)));
  }

  pinsOf(key: SeriesKey): ReturnType<PinSource['pinsOf']> {
    return pinsFromEntities(this.replica, key);
  }
}
