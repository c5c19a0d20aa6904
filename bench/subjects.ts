import { BenchServer } from './measure/bench-server';
import { createEstate, type Estate } from './product/estate';
import { Product } from './product/host';

/** What goals are measured on, started when it is first asked for and stopped at the end. */
export class Subjects {
  private running: { readonly product: Product; readonly estate: Estate } | undefined;
  private server: BenchServer | undefined;

  /** The product with its estate; goals that change it leave history behind, not entities. */
  async product(): Promise<{ readonly product: Product; readonly estate: Estate }> {
    if (this.running !== undefined) return this.running;
    const product = await Product.start();
    try {
      this.running = { product, estate: await createEstate(product) };
      return this.running;
    } catch (error) {
      await product.stop();
      throw error;
    }
  }

  /** `postgres://` URL of the server that the yardsticks run on. */
  async benchUrl(): Promise<string> {
    if (this.server === undefined) {
      const server = new BenchServer();
      await server.start();
      this.server = server;
    }
    return this.server.url;
  }

  async stop(): Promise<void> {
    await this.running?.product.stop();
    await this.server?.stop();
  }
}
