import type { ReporterLook } from '../reporter.js';
import type { StageView } from '../stage-view.js';
import { finalHeadline, stageDetails, stageHeadline, stageMark } from './stage-words.js';

const { Box, Text, useStdout } = await import('ink');

export interface StageRowProps {
  readonly stage: StageView;
  readonly look: ReporterLook;
  readonly frame: number;
  readonly now: number;
  /** Columns of the longest stage name. */
  readonly width: number;
  /** The run is over: what did not run will not. */
  readonly ended: boolean;
}

/** One stage: mark, name, how it is; and what happens inside it, on lines below, while it runs. */
export function StageRow({ stage, look, frame, now, width, ended }: StageRowProps) {
  const { stdout } = useStdout();
  const room = (stdout.columns || 80) - width - 4;
  const quiet = stage.state === 'pending' || stage.state === 'fresh';
  const name = stage.stage.padEnd(width);
  const headline = (ended ? finalHeadline : stageHeadline)(stage, { look, now, room });
  const details = ended ? [] : stageDetails(stage, { look, now, room });
  return (
    <Box flexDirection="column">
      <Text wrap="truncate-end">
        {stageMark(stage, look, frame)} {quiet ? look.style.dim(name) : look.style.bold(name)}{' '}
        {headline}
      </Text>
      {details.map((line, at) => (
        <Text key={at} wrap="truncate-end">
          {' '.repeat(width + 3)}
          {line}
        </Text>
      ))}
    </Box>
  );
}
