import { AlarmWatch } from './alarm-watch';
import { type Gateway, GatewayBodies, READINGS_PER_POST } from './bodies';
import { HttpConnection } from './http-connection';

export interface OpenLoopOrder {
  readonly url: string;
  readonly connections: number;
  readonly seconds: number;
  readonly gateways: readonly Gateway[];
  readonly readingsPerSecond: number;
  /** How long a channel must be hot until its rule raises, ms. */
  readonly hotForMs: number;
  /** Token of somebody who sees all alarms. */
  readonly token: string;
}

export interface OpenLoopResult {
  readonly posts: number;
  readonly refused: number;
  /** When the last POST was sent after the moment planned for it, ms. */
  readonly behindMs: number;
  /** Of each alarm: from the moment planned for the POST that completes the heat until the API shows the alarm, ms. */
  readonly latenciesMs: readonly number[];
  /** Alarms due that never showed. */
  readonly missing: number;
}

/** Every so many POSTs another channel goes hot. */
const POSTS_PER_ALARM = 10;

/**
 * Sends on a clock, however long the answers take, and watches the list of alarms. Channels go hot one after the other;
 * an alarm is due with the first reading that is `hotForMs` younger than the first hot one.
 */
export async function openLoop(order: OpenLoopOrder): Promise<OpenLoopResult> {
  const url = new URL(order.url);
  const lanes = await Promise.all(Array.from({ length: order.connections }, () => Lane.open(url)));
  const watch = await AlarmWatch.start(url, order.token);
  const gateways = order.gateways.map((gateway) => new HeatingGateway(gateway, order.hotForMs, watch));
  const everyMs = (1000 * READINGS_PER_POST) / order.readingsPerSecond;
  const posts = Math.round((order.seconds * 1000) / everyMs);
  const begin = Date.now() + 100;
  // The last channels to go hot still need their time.
  const lastHeating = posts - Math.ceil((order.hotForMs + 1000) / everyMs);
  let behindMs = 0;
  for (let post = 0; post < posts; post += 1) {
    const plannedAt = begin + post * everyMs;
    const waitMs = plannedAt - Date.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    behindMs = Date.now() - plannedAt;
    const turn = post % gateways.length;
    const gateway = gateways[turn] as HeatingGateway;
    const round = Math.floor(post / gateways.length);
    if ((turn + round) % POSTS_PER_ALARM === 0 && post < lastHeating) gateway.heatNext(plannedAt);
    (lanes[turn % lanes.length] as Lane).send(gateway, plannedAt);
  }
  await Promise.all(lanes.map((lane) => lane.end()));
  const { latenciesMs, missing } = await watch.end();
  const refused = lanes.reduce((sum, lane) => sum + lane.refused, 0);
  return { posts, refused, behindMs, latenciesMs, missing };
}

/** A gateway whose channels go hot one by one. */
class HeatingGateway {
  private readonly bodies: GatewayBodies;
  private readonly heating = new Map<number, number>();
  private nextChannel = 0;

  constructor(
    private readonly gateway: Gateway,
    private readonly hotForMs: number,
    private readonly watch: AlarmWatch,
  ) {
    this.bodies = new GatewayBodies(gateway);
  }

  get headers(): string {
    return this.bodies.headers;
  }

  heatNext(nowMs: number): void {
    while (this.bodies.hot.has(this.nextChannel)) this.nextChannel += 1;
    if (this.nextChannel >= READINGS_PER_POST) return;
    this.bodies.hot.add(this.nextChannel);
    this.heating.set(this.nextChannel, nowMs);
  }

  body(plannedAt: number): string {
    for (const [channel, since] of this.heating) {
      if (plannedAt - since < this.hotForMs) continue;
      this.heating.delete(channel);
      this.watch.expect(`channel:${this.gateway.deviceId}/c${channel}`, plannedAt);
    }
    return this.bodies.next(Math.round(plannedAt));
  }
}

/** One connection: its POSTs go out in order, each when the one before is answered. */
class Lane {
  refused = 0;
  private last: Promise<void> = Promise.resolve();

  private constructor(private readonly connection: HttpConnection) {}

  static async open(url: URL): Promise<Lane> {
    return new Lane(await HttpConnection.open(url));
  }

  send(gateway: HeatingGateway, plannedAt: number): void {
    const body = gateway.body(plannedAt);
    this.last = this.last.then(async () => {
      const { status } = await this.connection.request('POST', '/v1/readings', gateway.headers, body);
      if (status !== 202) this.refused += 1;
    });
  }

  async end(): Promise<void> {
    await this.last;
    this.connection.close();
  }
}
