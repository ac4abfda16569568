import type { ErrorEntry } from './entry.js';

export const learningCodes = {
  'compute/backend-missing': {
    exit: 'target',
    title: 'the wanted compute backend does not work here',
    explanation:
      'The project pins a backend that cannot be loaded on this machine. `mlx doctor` says what is missing, `mlx doctor --fix` installs the native one; `compute: { backend: auto }` takes the best that works.',
  },
  'compute/tool-missing': {
    exit: 'target',
    title: 'a program that installs the native backend is not there',
    explanation:
      'Where the ready-made TensorFlow library cannot be downloaded, `mlx doctor --fix` takes it from a Python package and compiles a small binding. That needs `python3` with `pip`, and `g++`, once. The message names the Debian package to install; without it mlx works on the `wasm` backend.',
  },
  'compute/install-failed': {
    exit: 'target',
    title: 'the native backend could not be installed',
    explanation:
      'A step of `mlx doctor --fix` failed; the message shows the last lines it printed. Nothing half-installed is left behind. `TFJS_NODE_BASE_URI` or `TFJS_NODE_CDN_STORAGE` names a mirror of the TensorFlow library. mlx works without it, on the `wasm` backend.',
  },
  'learning/diverged': {
    exit: 'project',
    title: 'a training diverged',
    explanation:
      'The loss or a weight became infinite or not a number, so nothing useful can come of the training. The steps are too long for the scale of the data: lower the learning rate, scale the features, or clip the gradients.',
  },
  'learning/no-rows': {
    exit: 'data',
    title: 'there are no rows to learn from',
    explanation: 'The training split is empty or all its rows have a weight of zero.',
  },
  'learning/row-file': {
    exit: 'data',
    title: 'a file of rows is damaged',
    explanation:
      'The rows that do not fit into memory are kept in a file of numbers while a model learns from them. Its size is no whole number of rows, so it was cut off or is of another table.',
  },
  'learning/unknown-class': {
    exit: 'project',
    title: 'a class weight names a class that the target does not have',
    explanation:
      'The keys of `class_weights` are values of the target column, as text. The message lists the values there are.',
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>;
