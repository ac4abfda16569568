import type { Command } from 'commander';
import type { Context } from '../context.js';
import { acceptCommand } from './accept.js';
import { benchCommand } from './bench.js';
import { completionCommand } from './completion.js';
import { configCommand } from './config.js';
import { costReportCommand } from './cost-report.js';
import { diffCommand } from './diff.js';
import { doctorCommand } from './doctor.js';
import { explainCommand } from './explain.js';
import { forgetCommand } from './forget.js';
import { initCommand } from './init.js';
import { jobCommand } from './job.js';
import { keysCommand } from './keys.js';
import { planCommand } from './plan.js';
import { predictCommand } from './predict.js';
import { profileCommand } from './profile.js';
import { registryCommand } from './registry.js';
import { revealCommand } from './reveal.js';
import { rollbackCommand } from './rollback.js';
import { runCommand } from './run.js';
import { runsCommand } from './runs.js';
import { schemaCommand } from './schema.js';
import { serveCommand } from './serve.js';
import { stageCommands } from './stage-commands.js';
import { statusCommand } from './status.js';
import { stopCommand } from './stop.js';
import { validateCommand } from './validate.js';

/** To add a command: write its file, add its line. */
export const commands: readonly ((context: Context) => Command)[] = [
  initCommand,
  validateCommand,
  planCommand,
  runCommand,
  ...stageCommands,
  acceptCommand,
  costReportCommand,
  profileCommand,
  predictCommand,
  serveCommand,
  benchCommand,
  rollbackCommand,
  stopCommand,
  statusCommand,
  registryCommand,
  keysCommand,
  runsCommand,
  diffCommand,
  forgetCommand,
  revealCommand,
  configCommand,
  schemaCommand,
  explainCommand,
  doctorCommand,
  completionCommand,
  jobCommand,
];
