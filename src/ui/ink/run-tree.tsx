import { outcomeLine } from '../outcome.js';
import type { ReporterLook } from '../reporter.js';
import type { RunView, WarningView } from '../run-view.js';
import { printable } from '../text-width.js';
import { StageRow } from './stage-row.js';

// Loaded late, like this file itself: `mlx --help` must not pay for a terminal it does not draw on.
const { Box, Static, Text, useStdout } = await import('ink');

export interface RunTreeProps {
  readonly run: RunView;
  readonly look: ReporterLook;
  /** Counts the redraws: turns the spinner. */
  readonly frame: number;
  /** Milliseconds on the reporter's clock. */
  readonly now: number;
}

/** The stages of a run below each other, the warnings above them, and how it ended below. */
export function RunTree({ run, look, frame, now }: RunTreeProps) {
  const width = Math.max(8, ...run.stages.map(({ stage }) => stage.length));
  return (
    <>
      <Static items={[...run.warnings]}>
        {(warning, at) => <Warning key={at} warning={warning} look={look} />}
      </Static>
      <Box flexDirection="column">
        {run.stages.map((stage) => (
          <StageRow
            key={stage.stage}
            {...{ stage, look, frame, now, width }}
            ended={run.outcome !== undefined}
          />
        ))}
        {run.outcome !== undefined && <Text>{outcomeLine(run.outcome, look)}</Text>}
      </Box>
    </>
  );
}

function Warning({
  warning,
  look,
}: {
  readonly warning: WarningView;
  readonly look: ReporterLook;
}) {
  const { style, symbols } = look;
  const { stdout } = useStdout();
  return (
    <Box flexDirection="column" width={stdout.columns || 80}>
      <Hanging
        head={
          warning.isNote === true ? style.dim('note') : style.yellow(`${symbols.warning} warning`)
        }
        text={`${warning.stage}: ${warning.text}`}
      />
      {warning.hint !== undefined && (
        <Hanging head={`  ${style.cyan('hint:')}`} text={warning.hint} />
      )}
    </Box>
  );
}

/** A text whose further lines begin below its first, not below what is before it. */
function Hanging({ head, text }: { readonly head: string; readonly text: string }) {
  return (
    <Box>
      <Box flexShrink={0}>
        <Text>{head} </Text>
      </Box>
      <Text>{printable(text)}</Text>
    </Box>
  );
}
