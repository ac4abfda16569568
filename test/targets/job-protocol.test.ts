import { expect, it } from 'vitest';
import { MlxError } from '../../src/errors/index.js';
import {
  fromWire,
  type JobMessage,
  parseMessage,
  toWire,
} from '../../src/pipeline/job-protocol.js';

const crossed = (error: unknown): Error =>
  fromWire(JSON.parse(JSON.stringify(toWire(error))) as ReturnType<typeof toWire>);

it('an explained failure crosses with its code, place, hints, problems and cause', () => {
  const error = new MlxError('data/file-missing', 'Cannot read `a.csv`', {
    hints: ['Look'],
    place: { file: 'a.csv', line: 2 },
    cause: new Error('no entry'),
    problems: [{ code: 'data/file-missing', message: 'b', place: { file: 'mlx.yaml', line: 3 } }],
  });
  const { code, message, place, hints, problems, exitCode } = error;
  expect(crossed(error)).toBeInstanceOf(MlxError);
  expect(crossed(error)).toMatchObject({ code, message, place, hints, problems, exitCode });
  expect(crossed(error).cause).toMatchObject({ message: 'no entry' });
});

it('a bug crosses with its message and stack', () => {
  const bug = new TypeError('oh');
  expect(crossed(bug)).toMatchObject({ message: 'oh', stack: bug.stack });
  expect(crossed('thrown text').message).toBe('thrown text');
});

it('a message is one line, and a number that JSON cannot say is NaN again', () => {
  const trial = {
    type: 'trial',
    number: 1,
    trials: 2,
    metric: 'r2',
    value: NaN,
    best: 0.5,
  } as const;
  const message: JobMessage = { type: 'event', event: trial };
  const line = JSON.stringify(message);
  expect(line).not.toContain('\n');
  expect(parseMessage(line)).toEqual(message);
});

it.each(['', 'libc: warning', '{"type":"event","ev', '[1]', '{"level":"info"}'])(
  'chatter such as %j is passed over',
  (line) => {
    expect(parseMessage(line)).toBeUndefined();
  },
);
