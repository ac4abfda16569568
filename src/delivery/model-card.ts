import type { Decision } from '../contracts/decision.js';
import type { Signature, SignatureInput } from '../contracts/model.js';
import type { Task } from '../contracts/task.js';
import type {
  MetricFigure,
  PackageFacts,
  RequirementVerdict,
  StatedFacts,
} from './package-manifest.js';

/** `MODEL_CARD.md`: what a reader wants to know first, in Markdown and from facts alone. */
export function modelCard(card: {
  readonly facts: PackageFacts;
  readonly signature: Signature;
  /** How many golden rows lie beside the card. */
  readonly goldenRows: number;
}): string {
  const { facts, signature, goldenRows } = card;
  return [
    `# ${facts.name}`,
    summary(facts, signature),
    ...statedParts(facts.about),
    dataPart(facts),
    section('Measured on the test split', metricRows(facts.metrics)),
    smallerPart(facts),
    section('Requirements', requirementRows(facts.requirements)),
    section('Inputs', inputRows(signature.inputs)),
    section('Lineage', lineageRows(facts)),
    `\`golden.json\` holds ${goldenRows} rows of the data with the answers this model gave for them.`,
  ]
    .filter((part) => part !== '')
    .map((part) => `${part}\n`)
    .join('\n');
}

function summary(
  { family, mlx, lineage: { sample } }: PackageFacts,
  { task, inputs, decision }: Signature,
): string {
  const what =
    task.kind === 'anomaly'
      ? 'Says how odd a row is, and flags the oddest,'
      : task.kind === 'forecast'
        ? forecastWords(task)
        : task.kind === 'regression'
          ? `Predicts the number ${code(task.target)}`
          : `Predicts ${code(task.target)}, one of ${task.classes.map(code).join(', ')},`;
  const made = sample === undefined ? '' : ` Made from a sample: ${sample}.`;
  const decided = decision === undefined ? '' : ` ${decisionWords(task, decision)}`;
  return `${what} from ${inputs.length} inputs. A ${code(family)} model, packaged by mlx ${mlx}.${decided}${made}`;
}

function forecastWords({ forecast, target }: Task): string {
  const { horizon = 1, targets = [target] } = forecast ?? {};
  return `Says the next ${horizon} values of ${targets.map(code).join(', ')},`;
}

function decisionWords({ kind, classes }: Task, { threshold, why }: Decision): string {
  if (kind === 'anomaly')
    return `It flags rows from a score of ${rounded(threshold ?? 0)} on: chosen for ${why}.`;
  const how =
    threshold === undefined
      ? 'It does not always say the most probable class'
      : `It says ${code(classes[1] ?? '')} from a probability of ${rounded(threshold)} on`;
  return `${how}: chosen for ${why}.`;
}

const unsaid = 'Nobody has said so: write it under `about` in `mlx.yaml`.';

/** What its makers say; a card must not keep quiet about what nobody has said. */
function statedParts(about: StatedFacts | undefined): readonly string[] {
  const { purpose, use = [], not_for: notFor = [], limits = [], owners = [] } = about ?? {};
  return [
    `## Intended use\n\n${[purpose, bullets(use)].filter(Boolean).join('\n\n') || unsaid}`,
    notFor.length === 0 ? '' : `## Not for\n\n${bullets(notFor)}`,
    limits.length === 0 ? '' : `## Limits\n\n${bullets(limits)}`,
    `## Owners\n\n${bullets(owners) || unsaid}`,
  ];
}

function dataPart({ data }: PackageFacts): string {
  if (data === undefined) return '';
  const { rows, splits, strategy, quarantined, warnings, measured } = data;
  const parts = Object.entries(splits).map(([name, count]) => `${name} ${count}`);
  const aside = quarantined === 0 ? '' : ` ${quarantined} rows were set aside by quality rules.`;
  const words = `${rows} rows, divided (${strategy}) into ${parts.join(', ')}.${aside} Measured on ${measured.rows} rows or values that training has not seen; intervals hold the middle 95 % of ${measured.resamples} bootstrap resamples.`;
  return `## Data\n\n${[words, bullets(warnings)].filter(Boolean).join('\n\n')}`;
}

/** What making the model smaller has cost. */
function smallerPart({ smaller }: PackageFacts): string {
  if (smaller === undefined) return '';
  const { made_by: how, of, bytes, rows, losses, golden_difference: far } = smaller;
  const words = `Made smaller by ${code(how)}: ${bytes.smaller} bytes instead of ${bytes.full}, of the model ${code(of.slice(0, 12))}. Losses are to that model on the same ${rows} test rows, with their 95 % intervals; its answers to the golden rows differ by at most ${rounded(far)}.`;
  const table = losses.map(({ metric, value, loss, ...ends }) => [
    code(metric),
    rounded(value),
    worded({ value: loss, ...ends }),
  ]);
  return `${section('Made smaller', [['Metric', 'Value', 'Loss'], ...table])}\n\n${words}`;
}

function bullets(lines: readonly string[]): string {
  return lines.map((line) => `- ${line.replaceAll(/\s+/g, ' ').trim()}`).join('\n');
}

function metricRows(metrics: PackageFacts['metrics']): Rows {
  const rows = Object.entries(metrics).map(([name, figure]) => [code(name), worded(figure)]);
  return [['Metric', 'Value'], ...rows];
}

function requirementRows(requirements: readonly RequirementVerdict[]): Rows {
  const rows = requirements.map(({ requirement, passed, value }) => [
    requirement,
    value === undefined ? '' : rounded(value),
    passed ? 'passed' : 'missed',
  ]);
  return [['Requirement', 'Measured', 'Verdict'], ...rows];
}

function inputRows(inputs: readonly SignatureInput[]): Rows {
  const rows = inputs.map((input) => [
    code(input.name),
    input.shaped === undefined ? input.type : `${input.type} (${input.shaped})`,
    input.required ? 'yes' : 'no',
    seen(input),
  ]);
  return [['Field', 'Type', 'Required', 'Seen in training'], ...rows];
}

function lineageRows({ lineage }: PackageFacts): Rows {
  const rows = [
    ...(lineage.parent === undefined
      ? []
      : [[`goes on from ${lineage.parent.from}`, code(lineage.parent.fingerprint)]]),
    ...Object.entries(lineage.sources).map(([name, digest]) => [`source ${name}`, code(digest)]),
    ...Object.entries(lineage.stages).map(([name, print]) => [`stage ${name}`, code(print)]),
  ];
  return [['From', 'SHA-256'], ...rows];
}

function seen({ values, range }: SignatureInput): string {
  if (range !== undefined) return `${rounded(range[0])} to ${rounded(range[1])}`;
  return (values ?? []).map(code).join(', ');
}

function worded({ value, low, high }: MetricFigure): string {
  if (low === undefined || high === undefined) return rounded(value);
  return `${rounded(value)} (${rounded(low)} to ${rounded(high)})`;
}

function rounded(value: number): string {
  return String(Number(value.toPrecision(4)));
}

function code(text: string): string {
  return `\`${text.replaceAll('`', "'")}\``;
}

type Rows = readonly (readonly string[])[];

/** A heading and a table, or nothing when the table has no rows. */
function section(title: string, [head = [], ...rows]: Rows): string {
  if (rows.length === 0) return '';
  const lines = [head, head.map(() => '---'), ...rows].map(
    (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`,
  );
  return `## ${title}\n\n${lines.join('\n')}`;
}
