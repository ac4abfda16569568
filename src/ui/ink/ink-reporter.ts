import type { Reporter, ReporterLook } from '../reporter.js';
import { applyEvent, emptyRun } from '../run-view.js';

/** How often the screen is redrawn while nothing but time moves. */
const frameMilliseconds = 100;

/**
 * A live tree of the run on a terminal, redrawn in place; warnings scroll above it and the last state stays.
 * Ink restores the cursor when it is closed and, by its exit hook, when the process is told to end.
 */
export async function inkReporter(
  terminal: NodeJS.WriteStream,
  look: ReporterLook,
): Promise<Reporter> {
  const [{ render }, { createElement }, { RunTree }] = await Promise.all([
    import('ink'),
    import('react'),
    import('./run-tree.js'),
  ]);
  let run = emptyRun;
  let frame = 0;
  const tree = () => createElement(RunTree, { run, look, frame, now: look.now() });

  const screen = render(tree(), {
    stdout: terminal,
    stderr: terminal,
    exitOnCtrlC: false,
    patchConsole: false,
  });
  const timer = setInterval(() => {
    frame++;
    screen.rerender(tree());
  }, frameMilliseconds);
  timer.unref();
  let open = true;

  return {
    event(event) {
      run = applyEvent(run, event, look.now());
    },
    async close() {
      if (!open) return;
      open = false;
      clearInterval(timer);
      screen.rerender(tree());
      screen.unmount();
      await screen.waitUntilExit();
    },
  };
}
