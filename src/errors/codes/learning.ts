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
  'learning/no-parent': {
    exit: 'project',
    title: 'there is no model to go on from',
    explanation:
      '`train.start_from` names an alias (`production`), a version (`v3`), or, written as a path, the folder of a package or of a training. The message lists what the registry has.',
  },
  'learning/cannot-go-on': {
    exit: 'project',
    title: 'training cannot go on from this model',
    explanation:
      'A model that goes on from another has its family, its shape, its task and its features: the same columns with the same types, the same classes. The message names what is different. Learning rate, epochs, trees and penalties may be set anew.',
  },
  'learning/no-rows': {
    exit: 'data',
    title: 'there are no rows to learn from',
    explanation: 'The training split is empty or all its rows have a weight of zero.',
  },
  'learning/too-many-rows': {
    exit: 'project',
    title: 'a forest cannot hold so many rows',
    explanation:
      'Forests grow in WebAssembly, which has 4 GiB of memory: two bytes for each row and column, and 28 for each row and thread. Use `gradient-boosting`, or fewer rows or columns.',
  },
  'learning/unknown-feature': {
    exit: 'project',
    title: 'a param names a feature that the model does not read',
    explanation:
      'The keys of `monotone` are numeric features as the model sees them. The message lists the features there are.',
  },
  'learning/unsuitable-target': {
    exit: 'project',
    title: 'the target does not suit the loss',
    explanation:
      'Some losses are for certain targets only: `poisson` for counts, which are never negative. The message names a loss that suits.',
  },
  'learning/negative-counts': {
    exit: 'data',
    title: 'counts cannot be negative',
    explanation:
      'Multinomial and complement naive Bayes read numbers as counts (or as TF-IDF weights), and a feature has values below 0. Use another `kind`, or leave the column as it is counted.',
  },
  'learning/unknown-member': {
    exit: 'project',
    title: 'an ensemble names no candidates that are there',
    explanation:
      '`of` lists the candidates an ensemble is made of, by their names under `train.candidates`. It needs at least one, and cannot name itself.',
  },
  'learning/unknown-share': {
    exit: 'project',
    title: 'a forest does not know how many features to look at',
    explanation:
      '`max_features` is a share above 0 and up to 1, or one of `auto`, `sqrt`, `log2`, `third`, `all`.',
  },
  'learning/does-not-stream': {
    exit: 'project',
    title: 'rows that do not fit into memory cannot be learnt from this way',
    explanation:
      'The rows are more than the memory allowed, so they are read from disk in batches. What was asked for needs all of them at once. Networks, and linear models with `solver: adam`, learn in batches; else allow more memory.',
  },
  'learning/row-file': {
    exit: 'data',
    title: 'a file of rows is damaged',
    explanation:
      'The rows that do not fit into memory are kept in a file of numbers while a model learns from them. Its size is no whole number of rows, so it was cut off or is of another table.',
  },
  'learning/no-threshold': {
    exit: 'project',
    title: '`train.threshold` does not suit the task',
    explanation:
      'One threshold parts two classes. With more, a table of costs says what each mistake costs, and the class of least expected cost is decided for.',
  },
  'learning/resampling-unsuited': {
    exit: 'project',
    title: 'a method of `train.imbalance` cannot be used with these rows',
    explanation:
      'Methods that look for neighbours need numbers without gaps. A family that reads columns as they are (`native`) gets categories as codes and missing values as such: `smote-nc`, `random-over` and `random-under` take them.',
  },
  'learning/class-too-small': {
    exit: 'data',
    title: 'a class has too few training rows to make new ones from',
    explanation:
      'New rows lie between a row and its neighbours of the same class, so the class needs at least two rows in the training split.',
  },
  'learning/needs-column': {
    exit: 'project',
    title: 'a model family lacks the column that it learns from',
    explanation:
      '`image-cnn` and `transfer` learn from one column of type `image`, `text-network` from one of type `text`. `mlx ingest` prints the type of each column, and `ingest.columns` sets it. Other columns are used beside it.',
  },
  'learning/unknown-class': {
    exit: 'project',
    title: 'a class weight or a cost names a class that the target does not have',
    explanation:
      'The keys of `class_weights` and of `train.threshold.costs` are values of the target column, as text. The message lists the values there are.',
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>;
