import { type Command, InvalidArgumentError, Option } from 'commander';
import { MlxError, nearestWord } from '../../errors/index.js';
import type { CommonOptions } from '../common-options.js';

/** What a report can be written as, and what it is for. */
const reportKinds = {
  html: 'the page on the model',
  markdown: 'for a comment on a pull request',
  junit: 'every check as a test: Jenkins, GitLab, Azure',
  sarif: 'findings by file and line: code scanning',
  gitlab: "GitLab's code quality",
  github: 'annotations for GitHub Actions, which mlx prints there anyway',
} as const;
export type ReportKind = keyof typeof reportKinds;

/** A report that is wished for: `-` is standard output. */
export interface ReportWish {
  readonly kind: ReportKind;
  readonly path: string;
}

/** `--report kind=path`, as often as wanted. */
export function addReportOption(command: Command): Command {
  return command.addOption(
    new Option(
      '--report <kind=path>',
      `write a report, also when it fails: ${Object.keys(reportKinds).join(', ')}; - is stdout (repeatable)`,
    )
      .default([], 'none')
      .argParser((value: string, before: readonly ReportWish[]) => [...before, wishOf(value)]),
  );
}

function wishOf(text: string): ReportWish {
  const at = text.indexOf('=');
  const written = at < 0 ? text : text.slice(0, at);
  const path = at < 0 ? '' : text.slice(at + 1);
  const kinds = Object.keys(reportKinds);
  const kind = written === 'md' ? 'markdown' : written;
  if (!kinds.includes(kind)) {
    const nearest = nearestWord(kind, kinds);
    throw new InvalidArgumentError(
      nearest === undefined
        ? `Use one of: ${kinds.join(', ')}.`
        : `Use ${nearest}=${path === '' ? 'PATH' : path}.`,
    );
  }
  if (path === '') throw new InvalidArgumentError(`Say where to, such as ${kind}=out/${kind}.txt.`);
  return { kind: kind as ReportKind, path };
}

/** Refuses reports that would get in each other's way on standard output, or of which there could be nothing. */
export function checkWishes(
  wishes: readonly ReportWish[],
  options: CommonOptions & { readonly dryRun?: boolean },
): void {
  if (wishes.length === 0) return;
  const printed = wishes.filter(({ path }) => path === '-');
  const [only] = printed;
  if (options.dryRun === true) {
    throw refused('`--report` and `--dry-run` do not go together', 'Leave one of them out');
  }
  if (printed.length > 1) {
    throw refused('Two reports go to standard output', 'Give all but one of them a file');
  }
  if (only !== undefined && options.json === true) {
    throw refused(
      `\`--json\` and the ${only.kind} report both go to standard output`,
      'Give the report a file',
    );
  }
}

function refused(message: string, hint: string): MlxError {
  return new MlxError('usage/bad-option', message, { hints: [hint] });
}
