import type { Complaint } from '../describe-problem.js';
import type { Requirement } from '../project-schema.js';
import { kindsOf } from './candidates-suit-the-task.js';
import { type RequirementKind, requirementKind, subjects } from './requirement-kind.js';
import type { Rule } from './rule.js';

type Flaw = Omit<Complaint, 'path'> & { readonly key?: string };

/** A requirement names one thing and a bound that can be met, and is about what the task has. */
export const requirementsSayWhat: Rule = {
  reads: ['requirements', 'task', 'split'],
  check: ({ requirements, task, split }, _catalogue, report) => {
    const tasks: readonly string[] = kindsOf(task.type);
    const targets = task.targets ?? (task.target === undefined ? [] : [task.target]);
    for (const [index, requirement] of requirements.entries()) {
      const flaw =
        flawOf(requirement) ?? misfitOf(requirement, { tasks, targets, folds: split.folds });
      if (flaw === undefined) continue;
      const { key, ...complaint } = flaw;
      const path = ['requirements', index, ...(key === undefined ? [] : [key])];
      report({ ...complaint, path, ...(key !== undefined && { atKey: true }) });
    }
  },
};

function flawOf(requirement: Requirement): Flaw | undefined {
  const named = subjects.filter((key) => requirement[key] !== undefined);
  if (named.length !== 1) {
    return {
      code: 'project/contradiction',
      message: `A requirement is about one thing: ${subjects
        .slice(0, -1)
        .map((key) => `\`${key}\``)
        .join(', ')} or \`cost_usd\``,
      hints: ['Write one line for each, such as `- { metric: accuracy, min: 0.8 }`'],
    };
  }
  const kind = requirementKind(requirement);
  return (
    inTheWrongLine(requirement, kind) ??
    missingBound(requirement, kind) ??
    boundFlawOf(requirement) ??
    robustnessFlawOf(requirement)
  );
}

/** What stands there and is not read. */
function inTheWrongLine(requirement: Requirement, kind: RequirementKind): Flaw | undefined {
  const { may, title, example } = kind;
  const key = Object.keys(requirement).find((each) => !may.includes(each));
  if (key === undefined) return undefined;
  if (requirement.cost_usd !== undefined && (key === 'min' || key === 'max')) {
    return {
      code: 'project/contradiction',
      message: 'The bound of a budget stands inside `cost_usd`',
      hints: ['Write it as `- { cost_usd: { max: 2 } }`'],
    };
  }
  return {
    code: 'project/contradiction',
    key,
    message: `\`${key}\` says nothing of ${title}`,
    hints: [`Take it out, or write another line; this one is like \`- ${example}\``],
  };
}

function missingBound(
  requirement: Requirement,
  { needs, title, example }: RequirementKind,
): Flaw | undefined {
  const missing = needs.find((keys) => keys.every((key) => requirement[key] === undefined));
  if (missing === undefined) return undefined;
  const { metric } = requirement;
  const [only, ...others] = missing;
  const subject = metric === undefined ? `of ${title}` : `on \`${metric}\``;
  return {
    code: 'project/missing-key',
    message:
      others.length === 0
        ? `The requirement of ${title} does not say \`${only}\``
        : `The requirement ${subject} has no bound`,
    hints: [`Add ${missing.map((key) => `\`${key}:\``).join(' or ')}`, `Such as \`- ${example}\``],
  };
}

function boundFlawOf({
  min,
  max,
  worst,
  max_gap: gap,
  min_gain: gain,
  max_loss: loss,
  ...rest
}: Requirement): Flaw | undefined {
  if (min !== undefined && max !== undefined && min > max) {
    return {
      code: 'project/contradiction',
      message: `No value is at least ${min} and at most ${max}`,
      hints: ['Swap `min` and `max`'],
    };
  }
  const rivals = [
    ['`worst`', worst, '`min` or `max`', min ?? max],
    ['`max_gap`', gap, 'another bound', min ?? max ?? worst],
    ['`min_gain`', gain, '`max_loss`', loss],
    ['`min_ratio`', rest.min_ratio, '`max`', max],
  ] as const;
  const rival = rivals.find(([, one, , other]) => one !== undefined && other !== undefined);
  if (rival === undefined) return undefined;
  return {
    code: 'project/contradiction',
    message: `A requirement has either ${rival[0]} or ${rival[2]}`,
    hints: ['Write a line for each'],
  };
}

function robustnessFlawOf({ robustness }: Requirement): Flaw | undefined {
  if (robustness === undefined || Object.keys(robustness).length === 1) return undefined;
  return {
    code: 'project/contradiction',
    key: 'robustness',
    message: 'Rows are disturbed in one way at a time: by `noise`, `missing` or `shift`',
    hints: [
      'Write a line for each, such as `- { robustness: { noise: 0.1 }, metric: roc_auc, max_loss: 0.02 }`',
    ],
  };
}

/** What the task or the splits do not have. */
function misfitOf(
  { fairness, robustness, on }: Requirement,
  {
    tasks,
    targets,
    folds,
  }: {
    readonly tasks: readonly string[];
    readonly targets: readonly string[];
    readonly folds: unknown;
  },
): Flaw | undefined {
  if (fairness !== undefined && !tasks.some((each) => each === 'binary' || each === 'anomaly')) {
    return {
      code: 'project/contradiction',
      key: 'fairness',
      message: '`fairness` is about decisions between two classes, which this task has not',
      hints: ['Compare a metric between slices: `- { metric: …, by: …, max_gap: 0.1 }`'],
    };
  }
  if (robustness !== undefined && tasks.every((each) => each === 'forecast')) {
    const flaw = seriesFlawOf(robustness, targets);
    if (flaw !== undefined) return { code: 'project/contradiction', key: 'robustness', ...flaw };
  }
  if (on !== 'folds' || folds !== undefined) return undefined;
  return {
    code: 'project/contradiction',
    key: 'on',
    message: '`on: folds` needs folds, and the splits have none',
    hints: ['Add `folds: 5` under `split:`'],
  };
}

/** A forecast looks back on its own series and on nothing else. */
function seriesFlawOf(
  { missing, shift }: NonNullable<Requirement['robustness']>,
  targets: readonly string[],
): Pick<Flaw, 'message' | 'hints'> | undefined {
  if (missing !== undefined && typeof missing !== 'number') {
    return {
      message: 'A forecast reads no columns: what may be missing is a share of the known values',
      hints: ['Write it as `robustness: { missing: 10% }`'],
    };
  }
  const odd = Object.keys(typeof shift === 'object' ? shift : {}).find(
    (name) => !targets.includes(name),
  );
  if (odd === undefined) return undefined;
  return {
    message: `\`${odd}\` is not forecast, so that its level cannot move`,
    hints: [
      `Use ${targets.map((name) => `\`${name}\``).join(' or ')}, or a number for each in turn`,
    ],
  };
}
