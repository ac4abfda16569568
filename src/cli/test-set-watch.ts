import type { Fingerprint } from '../artifacts/fingerprint.js';
import { MlxError } from '../errors/index.js';
import { countLooks, type LookCount } from '../ledger/test-ledger.js';
import type { PlannedStage } from '../pipeline/plan-pipeline.js';
import type { StageRecord } from '../pipeline/run-record.js';
import type { Path } from '../project/project.js';
import { divided, evaluated } from '../stages/artifact-files.js';
import { smallerReport } from '../stages/smaller/smaller-report.js';
import type { Session } from './session.js';

/**
 * Keeps count of the evaluations on the test split, and refuses one more than `split.sealed` or a requirement allows. An evaluation that
 * is reused is no new look; one that the ledger does not know, because a crash came between, is entered belatedly.
 */
export class TestSetWatch {
  readonly #session: Session;
  #counted: (LookCount & { readonly isNew: boolean }) | undefined;

  constructor(session: Session) {
    this.#session = session;
  }

  /** The looks so far, this run's with them; undefined when the run has no evaluation. */
  get counted(): (LookCount & { readonly isNew: boolean }) | undefined {
    return this.#counted;
  }

  /** Called before a stage is made. */
  async before({ stage, parts }: PlannedStage): Promise<void> {
    const { project, ledger } = this.#session;
    const [limit] = looksAllowed(project);
    const isLook =
      stage.name === 'evaluate' || (stage.name === 'package' && provesSmaller(project));
    if (!isLook || limit === undefined) return;
    const { looks, models } = countLooks(await ledger.looksAt(await this.#testSet(parts.inputs)));
    if (looks < limit.most) return;
    throw new MlxError(
      'evaluation/test-worn',
      `The test split has been looked at ${times(looks)} (${modelsOf(models)}): \`${limit.name}\` allows no more`,
      {
        place: project.placeOf(limit.path),
        hints: [
          'Choose between models on the validation split, as `mlx train` does',
          'Draw another test split, with another `seed` or with new rows, to measure honestly again',
        ],
      },
    );
  }

  /** Called when a stage has been dealt with. */
  async after(record: StageRecord, run: string): Promise<void> {
    const { stage, state, inputs, fingerprint } = record;
    if (state !== 'ran' && state !== 'reused') return;
    const { ledger, store } = this.#session;
    const folder = store.pathOf(stage, fingerprint as Fingerprint);
    const metrics = await metricsSeen(stage, folder);
    if (metrics === undefined) return;
    const testSet = await this.#testSet(inputs);
    const before = await ledger.looksAt(testSet);
    const known = before.some(({ evaluation }) => evaluation === fingerprint);
    const isNew = state === 'ran' || !known;
    if (isNew) {
      const look = { testSet, run, at: new Date().toISOString(), evaluation: fingerprint };
      await ledger.add({ ...look, model: modelJudged(record), metrics });
    }
    const wasNew = this.#counted?.isNew ?? false;
    this.#counted = { ...countLooks(await ledger.looksAt(testSet)), isNew: isNew || wasNew };
  }

  async #testSet(inputs: Readonly<Record<string, string>>): Promise<string> {
    const folder = this.#session.store.pathOf('split', (inputs['split'] ?? '') as Fingerprint);
    return (await divided.read(folder)).testSet;
  }
}

/** Whether packaging judges a smaller model on the test split. */
function provesSmaller({ package: { smaller } }: Session['project']): boolean {
  return smaller !== undefined && smaller.use !== 'full';
}

/** The metrics that a stage has seen on the test split; undefined when it has not looked at it. */
async function metricsSeen(
  stage: string,
  folder: string,
): Promise<Readonly<Record<string, number>> | undefined> {
  if (stage === 'package') return (await smallerReport.find(folder))?.test?.all;
  if (stage !== 'evaluate') return undefined;
  const { evaluation } = await evaluated.read(folder);
  const metrics = Object.entries(evaluation.metrics).flatMap(([name, { value }]) =>
    value === null ? [] : [[name, value] as const],
  );
  return Object.fromEntries(metrics);
}

/** What names the model that a stage has looked with: a smaller one is another than the one it was made of. */
function modelJudged({ stage, inputs, fingerprint }: StageRecord): string {
  return stage === 'package' ? fingerprint : (inputs['train'] ?? '');
}

interface LooksLimit {
  readonly most: number;
  readonly name: string;
  readonly path: Path;
}

/** What the project says of looks at the test split, the strictest first. */
function looksAllowed({ split, requirements }: Session['project']): readonly LooksLimit[] {
  const sealed = split.sealed?.looks;
  const limits = [
    ...(sealed === undefined
      ? []
      : [{ most: sealed, name: 'split.sealed', path: ['split', 'sealed', 'looks'] }]),
    ...requirements.flatMap(({ looks }, index) =>
      looks === undefined
        ? []
        : [
            {
              most: looks.max,
              name: `looks: ${looks.max}`,
              path: ['requirements', index, 'looks'],
            },
          ],
    ),
  ];
  return limits.toSorted((a, b) => a.most - b.most);
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

function modelsOf(count: number): string {
  return `${count} ${count === 1 ? 'model' : 'models'}`;
}
