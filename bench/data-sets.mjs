import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

/**
 * Public data sets as one CSV with a header each. `numbers` and `categories` are the features; a set with `split`
 * says in that column what its authors train and test on. `seeds` is how often each model is trained: more often where
 * few rows make a single training say little. `files` are below the data folder.
 */
export const dataSets = [
  {
    name: 'adult',
    title: "Adult, its authors' test file",
    seeds: 3,
    kind: 'binary',
    target: 'income',
    positive: '>50K',
    split: 'split',
    numbers: words('age fnlwgt education_num capital_gain capital_loss hours_per_week'),
    categories: words(
      'workclass education marital_status occupation relationship race sex native_country',
    ),
    files: ['tabular/adult/adult.data.gz', 'tabular/adult/adult-test.csv.gz'],
    toCsv: ([train, test]) => {
      const header =
        'age,workclass,fnlwgt,education,education_num,marital_status,occupation,relationship,race,sex,' +
        'capital_gain,capital_loss,hours_per_week,native_country,income,split';
      return [header, ...adultRows(train, 'train'), ...adultRows(test, 'test')].join('\n');
    },
  },
  {
    name: 'california-housing',
    title: 'California housing',
    seeds: 5,
    kind: 'regression',
    target: 'median_house_value',
    numbers: words(
      'longitude latitude housing_median_age total_rooms total_bedrooms population households median_income',
    ),
    categories: ['ocean_proximity'],
    files: ['tabular/california/housing.csv.gz'],
    toCsv: ([text]) => text,
  },
  {
    name: 'wine-white',
    title: 'White wine, quality as classes',
    seeds: 10,
    kind: 'multiclass',
    target: 'quality',
    numbers: words(
      'fixed_acidity volatile_acidity citric_acid residual_sugar chlorides free_sulfur_dioxide ' +
        'total_sulfur_dioxide density pH sulphates alcohol',
    ),
    categories: [],
    files: ['tabular/wine/winequality-white.csv.gz'],
    toCsv: ([text]) => {
      const [header, ...rows] = lines(text);
      return [header.replaceAll('"', '').replaceAll(' ', '_'), ...rows].join('\n');
    },
  },
  {
    name: 'penguins',
    title: 'Palmer penguins',
    seeds: 10,
    kind: 'multiclass',
    target: 'species',
    numbers: words('bill_length_mm bill_depth_mm flipper_length_mm body_mass_g'),
    categories: words('island sex'),
    files: ['tabular/penguins/penguins.csv'],
    toCsv: ([text]) => text,
  },
  {
    name: 'bank',
    title: 'Bank marketing',
    seeds: 3,
    kind: 'binary',
    target: 'y',
    positive: 'yes',
    numbers: words('age balance day duration campaign pdays previous'),
    categories: words('job marital education default housing loan contact month poutcome'),
    files: ['tabular/bank/bank-additional.zip#bank-additional/bank-full.csv'],
    toCsv: ([text]) => text.replaceAll('"', '').replaceAll(';', ','),
  },
  {
    name: 'mnist',
    title: "MNIST's 10,000 test digits, pixels",
    kind: 'multiclass',
    target: 'digit',
    numbers: Array.from({ length: 784 }, (_, at) => `p${at}`),
    categories: [],
    seeds: 2,
    files: ['images/mnist/t10k-images-idx3-ubyte.gz', 'images/mnist/t10k-labels-idx1-ubyte.gz'],
    toCsv: (_, [images, labels]) =>
      [...digitRows(images.subarray(16), labels.subarray(8))].join('\n'),
  },
];

/** Writes a data set as `data.csv` into `folder` and gives the file. */
export async function prepareDataSet({ files, toCsv }, { dataFolder, folder }) {
  const bytes = await Promise.all(files.map((file) => bytesOf(join(dataFolder, file))));
  const texts = bytes.map((each) => each.toString('utf8'));
  const csv = join(folder, 'data.csv');
  await writeFile(csv, `${toCsv(texts, bytes).trimEnd()}\n`);
  return csv;
}

/** `archive.zip#member` is a file in an archive. */
async function bytesOf(place) {
  const [file, member] = place.split('#');
  if (member !== undefined) {
    const options = { encoding: 'buffer', maxBuffer: 2 ** 30 };
    return (await promisify(execFile)('unzip', ['-p', file, member], options)).stdout;
  }
  const bytes = await readFile(file);
  return file.endsWith('.gz') ? promisify(gunzip)(bytes) : bytes;
}

/** No header, a blank after each comma, `?` for missing, and in the test file a full stop after the label. */
function adultRows(text, split) {
  return lines(text).map((line) => {
    const cells = line.split(',').map((cell) => cell.trim().replace(/^\?$/, ''));
    return [...cells.slice(0, -1), cells.at(-1).replace(/\.$/, ''), split].join(',');
  });
}

function* digitRows(pixels, labels) {
  yield ['digit', ...Array.from({ length: 784 }, (_, at) => `p${at}`)].join(',');
  for (let row = 0; row < labels.length; row++) {
    yield `${labels[row]},${pixels.subarray(row * 784, (row + 1) * 784).join(',')}`;
  }
}

function lines(text) {
  return text.split(/\r?\n/).filter((line) => line !== '');
}

function words(text) {
  return text.split(' ');
}
