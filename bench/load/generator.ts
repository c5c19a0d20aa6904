import { type Gateway, GatewayBodies, thinBodies } from './bodies';
import { closedLoop } from './closed-loop';
import { openLoop, type OpenLoopOrder } from './open-loop';

export interface ClosedLoopOrder {
  readonly url: string;
  readonly connections: number;
  readonly seconds: number;
  /** Gateways of the product; absent for the thin pipeline. */
  readonly gateways?: readonly Gateway[];
}

async function main(order: ClosedLoopOrder | OpenLoopOrder): Promise<void> {
  if ('readingsPerSecond' in order) {
    process.send?.(await openLoop(order));
    return;
  }
  const { connections, gateways } = order;
  const lanes = Array.from({ length: connections }, (_, lane) =>
    gateways === undefined
      ? [thinBodies(lane, connections)]
      : gateways.filter((_gateway, index) => index % connections === lane).map((gateway) => new GatewayBodies(gateway)),
  );
  process.send?.(await closedLoop(new URL(order.url), lanes, order.seconds));
}

/** What this process is asked to do is its one argument, in JSON; the result is its one message. */
void main(JSON.parse(process.argv[2] as string) as ClosedLoopOrder | OpenLoopOrder);
