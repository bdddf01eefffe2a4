import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Option } from 'commander';
import { type ScenarioResult, scenarioRenderers } from '../scenario/render-results.js';
import { runScenarioFile } from '../scenario/run-scenario-file.js';
import { findScenarios } from '../scenario/find-scenarios.js';
import { styleFor } from '../colour.js';
import type { CliCommand } from '../command.js';
import { EXIT_CODE, type ExitCode } from '../exit-code.js';
import type { Terminal } from '../terminal.js';
import { watchFiles } from '../scenario/watch-files.js';

