import type { Decoder } from './decoder';
import { frigate } from './frigate';
import { hikvisionPeopleCounting } from './hikvision-people-counting';
import { senml } from './senml';
import { shellyEm } from './shelly-em';

const DECODERS: readonly Decoder[] = [frigate, hikvisionPeopleCounting, senml, shellyEm];

/** Vendor formats by the name used in `POST /v1/payloads/{format}` and in MQTT topics. */
export const decoders: ReadonlyMap<string, Decoder> = new Map(DECODERS.map((decoder) => [decoder.format, decoder]));
