'use strict';
// Finds a Node.js that can run Loanwatch. Plain JavaScript that any Node from 20 on can load.
const { existsSync } = require('node:fs');
const path = require('node:path');

const MINIMUM = [24, 11];
const ROOT = path.resolve(__dirname, '..');

const isNewEnough = (version) => {
  const [major, minor] = version.replace(/^v/, '').split('.').map(Number);
  return major > MINIMUM[0] || (major === MINIMUM[0] && minor >= MINIMUM[1]);
};

/** The Node that the pinned npm package brings on Linux, or undefined on other systems. */
const packagedNode = () => {
  const file = path.join(ROOT, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');
  return existsSync(file) ? file : undefined;
};

/** Path of a Node >= 24.11, or undefined. */
const findNode = () => (isNewEnough(process.versions.node) ? process.execPath : packagedNode());

const WHAT_TO_DO =
  `Loanwatch needs Node.js ${MINIMUM.join('.')} or newer and this is ${process.version}: ` +
  'install Node.js 24 LTS from https://nodejs.org (on Linux x64 and arm64 "npm ci" brings it by itself).';

module.exports = { ROOT, findNode, isNewEnough, packagedNode, WHAT_TO_DO };

if (require.main === module && findNode() === undefined) {
  process.stderr.write(`${WHAT_TO_DO}\n`);
  process.exit(78);
}
