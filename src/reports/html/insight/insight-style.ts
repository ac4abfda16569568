/** What the sections on insight have beside the common look. */
export const insightStyle = `
.ice{fill:none;stroke:var(--soft);stroke-width:1;stroke-opacity:.3}
.spread{fill:none;stroke:var(--ink);stroke-width:1.3;stroke-opacity:.75}
#slices .scroll,#why>.scroll{background:var(--card);border:1px solid var(--faint);border-radius:12px;padding:8px 24px;margin-top:12px}
.explore{display:grid;gap:14px 28px;grid-template-columns:minmax(260px,1fr) 2fr;align-items:start}
.explore label{display:block;color:var(--soft);font-size:13.5px;margin-bottom:12px}
.explore input{display:block;width:100%;margin-top:4px;font:inherit;color:var(--ink);accent-color:var(--c1)}
.explore input[type=number]{width:8em;padding:3px 8px;background:var(--paper);border:1px solid var(--track);border-radius:6px}
.explore button{font:inherit;font-size:13.5px;color:var(--ink);background:var(--paper);border:1px solid var(--track);border-radius:6px;padding:4px 12px;cursor:pointer}
.explore :focus-visible{outline:2px solid var(--c1);outline-offset:2px}
.explore dl{grid-template-columns:max-content max-content;margin:0}
.explore dd{font-variant-numeric:tabular-nums;font-weight:600}
@media(max-width:820px){.explore{grid-template-columns:minmax(0,1fr)}}
@media print{.explore{display:none}}`;
