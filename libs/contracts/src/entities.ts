import type { EntityByKind } from './generated/messages';
import type { EntityChanged } from './generated/events';

export type EntityKind = keyof EntityByKind;

/** The master record of a kind. */
export type EntityOf<K extends EntityKind> = EntityByKind[K];

/** The message about a change of one record of a kind. */
export type EntityChangeOf<K extends EntityKind> = Extract<EntityChanged, { readonly kind: K }>;
