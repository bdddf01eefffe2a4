#!/usr/bin/env node
import { readVersion } from './package-file.js';

const argv = process.argv.slice(2);
const [only] = argv;

// Answered before anything else is loaded.
if (argv.length === 1 && (only === '--version' || only === '-V')) {
  process.stdout.write(`${readVersion()}\n`);
} else {
  const [{ runProgram }, { processTerminal }] = await Promise.all([
    import('./program.js'),
    import('./terminal.js'),
  ]);
  process.exitCode = await runProgram(argv, processTerminal());
}
