'use strict';
/**
 * `node bin/run.cjs NAME [arguments]`: runs bin/NAME.ts, or another TypeScript file of the project, after a check that it
 * can run. Plain JavaScript for old versions of Node, which fail at the first `.ts` file with a message of no help.
 */
// biome-ignore lint/style/useNodejsImportProtocol: Node before 14.18 does not know it
const fs = require('fs');
// biome-ignore lint/style/useNodejsImportProtocol: Node before 14.18 does not know it
const path = require('path');
// biome-ignore lint/style/useNodejsImportProtocol: Node before 14.18 does not know it
const childProcess = require('child_process');
// biome-ignore lint/style/useNodejsImportProtocol: Node before 14.18 does not know it
const url = require('url');

const root = path.join(__dirname, '..');
const neededMajor = 24;
/** What the local cloud needs and `npm ci --omit=dev` leaves out, for example. */
const packages = ['aws-cdk-lib', 'dynalite', 'esbuild', 'fauxqs', 'standardwebhooks'];
/** They run on Linux and macOS only. */
const local = ['demo', 'local', 'chaos'];

/**
 * What to do for a command of this name: `{ problem }` in words, `{ node }` for another Node to run it with, or `{}`.
 * `has` says whether a path below the project's folder exists.
 */
const plan = (name, { version, platform, has }) => {
  if (platform === 'win32' && local.includes(name)) {
    return {
      problem: `The local cloud does not run in cmd.exe or PowerShell. On Windows, use WSL 2
(https://learn.microsoft.com/windows/wsl/install): clone the project inside it,
run npm ci there, and repeat the command.`,
    };
  }
  const missing = packages.filter((one) => !has(`node_modules/${one}/package.json`));
  if (missing.length === packages.length) {
    return { problem: 'The dependencies are not installed. Run this first:\n\n  npm ci' };
  }
  if (missing.length > 0) {
    return {
      problem: `Some dependencies are not installed (${missing.join(', ')}). Run this first:\n\n  npm ci --include=dev`,
    };
  }
  if (Number.parseInt(version.slice(1), 10) >= neededMajor) return {};
  if (has('node_modules/node/bin/node')) return { node: 'node_modules/node/bin/node' };
  return {
    problem: `This is Node ${version}, and the project needs Node ${neededMajor} or later.
npm ci installs Node ${neededMajor} with the dependencies, unless install scripts are
switched off (--ignore-scripts). Run this, or use Node ${neededMajor} or later:

  npm rebuild node --ignore-scripts=false`,
  };
};

/** Runs a command under another Node, and ends as it ends. */
const runUnder = (node, args) => {
  const child = childProcess.spawn(node, args, { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(`${node} does not run: ${error.message}\nRun npm ci again.\n`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = code === null ? 128 + (signal === 'SIGINT' ? 2 : 15) : code;
  });
};

const main = (name = '', ...rest) => {
  const { version, platform } = process;
  const { problem, node } = plan(name, {
    version,
    platform,
    has: (file) => fs.existsSync(path.join(root, file)),
  });
  if (problem !== undefined) {
    process.stderr.write(`\n${problem}\n\n`);
    process.exitCode = 1;
    return undefined;
  }
  const file = path.join(root, name.endsWith('.ts') ? name : `bin/${name}.ts`);
  if (node !== undefined) return runUnder(path.join(root, node), [file, ...rest]);
  // As if Node had been started with the file.
  process.argv.splice(1, 2, file);
  return import(url.pathToFileURL(file).href);
};

module.exports = { plan };
if (require.main === module) main(...process.argv.slice(2));
