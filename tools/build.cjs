'use strict';
// Compiles the TypeScript of the repository to dist/ with SWC, only what changed since the last build.
// Types are a check of their own (npm run check:types), so a build takes about a second.
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');

const ROOT = path.resolve(__dirname, '..');
const DIST = path.join(ROOT, 'dist');
const STAMP = path.join(DIST, '.build.json');
const FOLDERS = ['libs', 'services', 'tools', 'bench'];
const SETTINGS = ['.swcrc', 'package-lock.json', 'tools/build.cjs'];

const isSource = (name) => name.endsWith('.ts') && !name.endsWith('.spec.ts') && !name.endsWith('.d.ts');

/** Every source file with its size and time of change: { 'libs/kernel/src/ids.ts': '714:1700000000000' }. */
const listSources = () => {
  const found = {};
  const walk = (folder) => {
    for (const entry of fs.readdirSync(path.join(ROOT, folder), { withFileTypes: true })) {
      const file = `${folder}/${entry.name}`;
      if (entry.isDirectory() && entry.name !== 'node_modules') walk(file);
      else if (entry.isFile() && isSource(entry.name)) {
        const { size, mtimeMs } = fs.statSync(path.join(ROOT, file));
        found[file] = `${size}:${mtimeMs}`;
      }
    }
  };
  for (const folder of FOLDERS) if (fs.existsSync(path.join(ROOT, folder))) walk(folder);
  return found;
};

const settingsHash = () => {
  const hash = createHash('sha256');
  for (const file of SETTINGS) hash.update(fs.readFileSync(path.join(ROOT, file)));
  return hash.digest('hex');
};

const readStamp = () => {
  try {
    return JSON.parse(fs.readFileSync(STAMP, 'utf8'));
  } catch {
    return { settings: '', sources: {} };
  }
};

const outputOf = (source) => path.join(DIST, source.replace(/\.ts$/, '.js'));

/** What a build would have to do: sources to compile and outputs to remove. */
const plan = () => {
  const settings = settingsHash();
  const sources = listSources();
  const stamp = readStamp();
  const known = stamp.settings === settings ? stamp.sources : {};
  return {
    settings,
    sources,
    changed: Object.keys(sources).filter((file) => known[file] !== sources[file] || !fs.existsSync(outputOf(file))),
    removed: Object.keys(stamp.sources).filter((file) => !(file in sources)),
  };
};

/** False, too, where only dist/ was delivered and there is nothing to compile. */
const isStale = () => {
  const { sources, changed, removed } = plan();
  return Object.keys(sources).length > 0 && (changed.length > 0 || removed.length > 0);
};

const compile = async (swc, file) => {
  const output = outputOf(file);
  const { code, map } = await swc.transformFile(path.join(ROOT, file), {
    cwd: ROOT,
    sourceFileName: path.relative(path.dirname(output), path.join(ROOT, file)),
  });
  fs.mkdirSync(path.dirname(output), { recursive: true });
  fs.writeFileSync(output, `${code}\n//# sourceMappingURL=${path.basename(output)}.map\n`);
  fs.writeFileSync(`${output}.map`, map);
};

const build = async () => {
  const started = Date.now();
  const { settings, sources, changed, removed } = plan();
  for (const file of removed) {
    fs.rmSync(outputOf(file), { force: true });
    fs.rmSync(`${outputOf(file)}.map`, { force: true });
  }
  if (changed.length > 0) {
    fs.rmSync(STAMP, { force: true });
    const swc = require('@swc/core');
    await Promise.all(changed.map((file) => compile(swc, file)));
  }
  fs.mkdirSync(DIST, { recursive: true });
  fs.writeFileSync(STAMP, JSON.stringify({ settings, sources }));
  return { compiled: changed.length, removed: removed.length, milliseconds: Date.now() - started };
};

module.exports = { build, isStale };

if (require.main === module) {
  build().then(
    ({ compiled, removed, milliseconds }) =>
      process.stderr.write(`build: ${compiled} compiled, ${removed} removed, ${milliseconds} ms\n`),
    (error) => {
      process.stderr.write(`build failed: ${error instanceof Error ? error.message : String(error)}\n`);
      process.exitCode = 1;
    },
  );
}
