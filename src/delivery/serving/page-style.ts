/** Style of the model page: system fonts, one accent, light and dark. */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --ground: #f6f6f3; --card: #fff; --line: #e2e2dc;
  --ink: #1b1d1f; --quiet: #6a6e73; --wrong: #b3261e;
  --accent: #1f6f5c; --on-accent: #fff;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #151617; --card: #1d1f21; --line: #303336;
    --ink: #e8e8e4; --quiet: #989ca1; --wrong: #f2857c;
    --accent: #63c3a8; --on-accent: #0f1f1a;
  }
}
* { box-sizing: border-box }
body {
  max-width: 64rem; margin: 0 auto; padding: clamp(1.25rem, 4vw, 3.5rem) 1.25rem;
  background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif;
}
h1 { margin: 0; font-size: clamp(1.75rem, 4vw, 2.4rem); font-weight: 650; letter-spacing: -.02em; line-height: 1.15 }
header p { margin: .5rem 0 0; color: var(--quiet) }
header b { color: var(--ink); font-weight: 600 }
code, pre { font: 13px/1.6 ui-monospace, monospace }
dl { display: flex; flex-wrap: wrap; gap: .5rem 2rem; margin: 1.25rem 0 0 }
dt { color: var(--quiet); font-size: .8rem }
dd { margin: 0; font-size: 1.15rem; font-variant-numeric: tabular-nums }
main { display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); gap: 1.25rem; align-items: start; margin-top: 2rem }
form, section { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 1.25rem }
section { position: sticky; top: 1.25rem; min-height: 8rem }
.fields { display: grid; grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)); gap: 1rem }
label { display: block; font-size: .9rem; font-weight: 550 }
label:is(.text, .image) { grid-column: 1 / -1 }
small { color: var(--quiet); font-size: .8rem; font-weight: 400 }
input, select, textarea {
  width: 100%; margin-top: .25rem; padding: .5rem .65rem; font: inherit; font-weight: 400; color: inherit;
  background: var(--ground); border: 1px solid var(--line); border-radius: 8px; resize: vertical;
}
input:not([type=file]), select { height: 2.6rem }
:is(input, select, textarea, button, summary, a):focus-visible { outline: 2px solid var(--accent); outline-offset: 1px }
[aria-invalid=true] { border-color: var(--wrong) }
label em { display: block; margin-top: .25rem; color: var(--wrong); font-style: normal; font-size: .8rem; font-weight: 400 }
button {
  margin-top: 1.25rem; padding: .6rem 1.4rem; font: inherit; font-weight: 600; cursor: pointer;
  color: var(--on-accent); background: var(--accent); border: 0; border-radius: 8px;
}
button:hover { filter: brightness(1.08) }
.quiet, footer { color: var(--quiet); font-size: .9rem }
.quiet, .wrong { margin: 0 }
.wrong { color: var(--wrong) }
.answer { margin: 0; font-size: 2rem; font-weight: 650; letter-spacing: -.02em; line-height: 1.2; overflow-wrap: anywhere }
ul { list-style: none; margin: 1.25rem 0; padding: 0; display: grid; gap: .75rem }
li { display: grid; grid-template-columns: 1fr auto; gap: 0 1rem; font-size: .9rem; font-variant-numeric: tabular-nums }
li small { grid-column: 1 / -1; text-align: right }
meter { grid-column: 1 / -1; width: 100%; height: 6px; border: 0; border-radius: 3px; overflow: hidden; background: var(--line); appearance: none }
meter::-webkit-meter-bar { height: 6px; background: var(--line); border: 0; border-radius: 3px }
meter::-webkit-meter-optimum-value { background: var(--accent) }
meter::-moz-meter-bar { background: var(--accent) }
details { margin-top: 1.25rem }
summary { cursor: pointer; color: var(--quiet); font-size: .9rem }
pre { margin: .75rem 0 0; padding: 1rem; overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 12px }
footer { margin-top: 1.25rem }
a { color: var(--accent) }
.empty { display: block }
@media (max-width: 46rem) { main { grid-template-columns: 1fr } section { position: static } }
`;
