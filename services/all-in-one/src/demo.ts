import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { EmbeddedIssuer } from '@loanwatch/platform';
import type { AllInOne } from './start';

/**
 * What tools/demo/seed exports: fills a new installation through its public API with a story worth looking at; on one that
 * was filled before, its devices go on reporting; leaves every other alone.
 */
export type RunDemo = (installation: {
  readonly baseUrl: string;
  readonly issuer: EmbeddedIssuer;
  readonly isNew: boolean;
}) => Promise<void>;

// The same relative place in the sources and in dist/. An image for production leaves the folder out.
const SEED = path.resolve(__dirname, '../../../tools/demo/seed');

/** Runs the demonstration beside the running server when it is there; its failure is told and stops nothing. */
export async function seedDemo({ url, issuer, logger }: AllInOne, isNew: boolean): Promise<void> {
  if (!['.js', '.ts'].some((extension) => existsSync(SEED + extension))) return;
  try {
    const { runDemo } = createRequire(__filename)(SEED) as { readonly runDemo: RunDemo };
    await runDemo({ baseUrl: url, issuer, isNew });
  } catch (error) {
    logger.error({ err: error }, 'the demonstration did not finish; start with --no-demo to go without');
  }
}
