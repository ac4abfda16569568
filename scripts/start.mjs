// `npm start`: a new project from the churn template in demo/, run from its CSV to a served model.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const mlx = (...args) => {
  console.log(`\n$ mlx ${args.join(' ')}`);
  const { status } = spawnSync(process.execPath, ['bin/mlx.js', ...args], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
};

if (!existsSync('demo/mlx.yaml')) mlx('init', 'demo', '--template', 'churn');
mlx('run', '--project', 'demo/mlx.yaml');
