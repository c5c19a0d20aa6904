import { type Gateway, productBodies, thinBodies } from './bodies';
import { closedLoop } from './closed-loop';

/** What the generator process is asked to do, as its one argument in JSON. */
export interface LoadOrder {
  readonly url: string;
  readonly connections: number;
  readonly seconds: number;
  /** Gateways of the product; absent for the thin pipeline. */
  readonly gateways?: readonly Gateway[];
}

async function main(order: LoadOrder): Promise<void> {
  const { connections, gateways } = order;
  const lanes = Array.from({ length: connections }, (_, lane) =>
    gateways === undefined
      ? [thinBodies(lane, connections)]
      : productBodies(gateways.filter((_gateway, index) => index % connections === lane)),
  );
  process.send?.(await closedLoop(new URL(order.url), lanes, order.seconds));
}

void main(JSON.parse(process.argv[2] as string) as LoadOrder);
