import type { Clock, FieldError } from '@loanwatch/kernel';
import { DomainError } from '@loanwatch/kernel';
import type { Reading } from '@loanwatch/contracts';
import { decoders } from '../domain/decoders';
import { UnreadablePayload, type DecodedMessage } from '../domain/decoders/decoder';
import { resolveSenml } from '../domain/decoders/senml';
import { assertBatchSize, readGeneric } from '../domain/generic-readings';
import { isRejection, normalise } from '../domain/normalise';
import type { RawReading, Rejection } from '../domain/raw-reading';
import type { DeviceDirectory, KnownDevice } from './device-directory';
import type { Quarantine } from './quarantine';
import type { DurableLog, Receipt } from './reading-log';

export type Transport = 'http' | 'mqtt';

/** What became of a message. */
export interface Outcome extends Receipt {
  readonly rejected: readonly Rejection[];
  /** Set when the message, or a part of it, was put into quarantine. */
  readonly quarantineId?: string;
}

export interface VendorPush {
  readonly deviceId: string;
  readonly format: string;
  readonly payload: Buffer;
  readonly transport: Transport;
  readonly traceparent?: string;
}

/** Takes messages in. Every way in (HTTP, MQTT, replay from quarantine) ends here. */
export class Ingest {
  constructor(
    private readonly directory: DeviceDirectory,
    private readonly log: DurableLog,
    private readonly quarantine: Quarantine,
    private readonly clock: Clock,
  ) {}

  /**
   * A request body that has an answer: the valid readings are kept, the others told by index. Throws a problem that names
   * every bad reading when none is valid; then nothing is kept.
   */
  async takeRequest(
    deviceId: string,
    body: unknown,
    format: 'generic' | 'senml',
    traceparent?: string,
  ): Promise<Outcome> {
    const receivedAt = this.clock.now();
    const device = this.directory.device(deviceId);
    const read = format === 'generic' ? readGeneric(body) : readSenml(body, receivedAt);
    const { readings, rejected } = this.normaliseAll(read.readings, device, receivedAt);
    const allRejected = [...read.rejected, ...rejected];
    if (readings.length === 0) throw noneValid(allRejected);
    const receipt = await this.log.append({
      ...device.place,
      transport: 'http',
      format,
      receivedAt,
      readings,
      ...(traceparent !== undefined && { traceparent }),
    });
    return { ...receipt, rejected: allRejected };
  }

  /**
   * A message whose sender does not read answers: what cannot be taken goes into quarantine, whole, with the reasons.
   * Throws only when it could not be stored.
   */
  async takeMessage(push: VendorPush): Promise<Outcome> {
    const outcome = await this.attempt(push);
    if (outcome.rejected.length === 0) return outcome;
    const quarantineId = await this.quarantine.hold(push, outcome.rejected, this.clock.now());
    return { ...outcome, quarantineId };
  }

  /** Sends a quarantined message through once more; what had been taken of it is not taken again. */
  async replay(quarantineId: string): Promise<Outcome> {
    const held = await this.quarantine.held(quarantineId);
    const outcome = await this.attempt(held);
    if (outcome.rejected.length === 0) await this.quarantine.markReplayed(quarantineId, this.clock.now());
    return outcome;
  }

  private async attempt(push: VendorPush): Promise<Outcome> {
    const receivedAt = this.clock.now();
    const device = this.directory.device(push.deviceId);
    const decoded = decodeAny(push, receivedAt);
    const known = isGeneric(push.format)
      ? decoded.readings
      : decoded.readings.filter((reading) => device.channel(reading.channel) !== undefined);
    const { readings, rejected } = this.normaliseAll(known, device, receivedAt);
    const refused = [...decoded.rejected, ...rejected];
    if (known.length === 0 && decoded.readings.length > 0) {
      refused.push({
        pointer: '',
        code: 'reading.unknown-channel',
        detail: 'the device has none of the channels in this message',
      });
    }
    if (readings.length === 0) return { accepted: 0, duplicates: 0, rejected: refused };
    const receipt = await this.log.append({
      ...device.place,
      transport: push.transport,
      format: push.format,
      receivedAt,
      readings,
      ...(push.traceparent !== undefined && { traceparent: push.traceparent }),
    });
    return { ...receipt, rejected: refused };
  }

  private normaliseAll(raw: readonly RawReading[], device: KnownDevice, receivedAt: number) {
    const readings: Reading[] = [];
    const rejected: Rejection[] = [];
    for (const reading of raw) {
      const outcome = normalise(reading, device, receivedAt);
      if (isRejection(outcome)) rejected.push(outcome);
      else readings.push(outcome);
    }
    return { readings, rejected };
  }
}

function isGeneric(format: string): boolean {
  return format === 'generic' || format === 'senml';
}

function readSenml(body: unknown, receivedAt: number) {
  try {
    const readings = resolveSenml(body, receivedAt);
    assertBatchSize(readings.length, '');
    return { readings, rejected: [] };
  } catch (error) {
    if (!(error instanceof UnreadablePayload)) throw error;
    throw new DomainError('request.invalid', 'invalid', error.detail, {
      errors: [{ pointer: '', detail: error.detail }],
    });
  }
}

function decodeAny({ format, payload }: VendorPush, receivedAt: number): DecodedMessage & { rejected: Rejection[] } {
  try {
    if (format === 'generic') {
      const { readings, rejected } = readGeneric(JSON.parse(payload.toString('utf8')));
      return { readings, rejected: [...rejected] };
    }
    const decoder = decoders.get(format);
    if (decoder === undefined) throw new UnreadablePayload('payload.unreadable', `no decoder for the format ${format}`);
    const decoded = decoder.decode({ payload, receivedAt });
    // A vendor's message need not be about anything we measure; a pack of readings without one is a mistake.
    if (decoded.readings.length > 0 || format === 'senml') assertBatchSize(decoded.readings.length, '');
    return { ...decoded, rejected: [] };
  } catch (error) {
    return { readings: [], rejected: [asRejection(error)] };
  }
}

function asRejection(error: unknown): Rejection {
  if (error instanceof UnreadablePayload) return { pointer: '', code: error.code, detail: error.detail };
  if (error instanceof DomainError) {
    const [first] = error.extensions.errors ?? [];
    return { pointer: first?.pointer ?? '', code: error.code, detail: error.detail };
  }
  if (error instanceof SyntaxError) return { pointer: '', code: 'payload.unreadable', detail: 'not JSON' };
  throw error;
}

function noneValid(rejected: readonly Rejection[]): DomainError {
  const codes = new Set(rejected.map((rejection) => rejection.code));
  const [only] = codes;
  const code = codes.size === 1 && only !== undefined ? only : 'reading.none-valid';
  const detail =
    rejected.length === 1 && rejected[0] !== undefined
      ? rejected[0].detail
      : `none of ${rejected.length} readings could be taken`;
  return new DomainError(code, 'invalid', detail, { errors: rejected satisfies readonly FieldError[] });
}
