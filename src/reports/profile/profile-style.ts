/** The look of what only a profile has. */
export const profileStyle = `
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:14px;margin:24px 0 0}
.figures dt{font-size:13px}
.figures div{background:var(--card);border:1px solid var(--faint);border-radius:12px;padding:14px 18px}
.figures dd{font-size:25px;line-height:1.2;font-weight:650;letter-spacing:-.02em;font-variant-numeric:tabular-nums}
.figures small{display:block;font-size:13px;font-weight:400;letter-spacing:0;color:var(--soft)}
.suspicions{list-style:none;margin:12px 0 0;padding:0;display:grid;gap:6px}
.suspicions li{display:flex;gap:14px;align-items:baseline;background:var(--card);border:1px solid var(--faint);border-radius:10px;padding:9px 16px}
.suspicions .badge{min-width:88px;background:var(--open-back);color:var(--open)}
.suspicions .high .badge{background:var(--bad-back);color:var(--bad)}
.suspicions .medium .badge{background:var(--card);color:var(--ink);box-shadow:inset 0 0 0 1px var(--soft)}
.suspicions a,#columns a{color:inherit;text-decoration-color:var(--track);text-underline-offset:3px}
.suspicions a:hover,#columns a:hover{text-decoration-color:currentColor}
#columns>.scroll,#together>.scroll{background:var(--card);border:1px solid var(--faint);border-radius:12px;padding:8px 24px;margin-top:12px}
#columns td{padding-top:5px;padding-bottom:5px}
#columns .flags{white-space:normal;min-width:110px;color:var(--soft)}
#columns .values{max-width:270px;overflow:hidden;text-overflow:ellipsis}
#columns th button{all:unset;cursor:pointer}
#columns th button:hover{color:var(--ink)}
#columns th button:focus-visible{outline:2px solid var(--c1);outline-offset:3px;border-radius:3px}
th[aria-sort=ascending] button::after{content:" ↑"}
th[aria-sort=descending] button::after{content:" ↓"}
.search{display:block;margin:12px 0 0;font:inherit;width:min(100%,340px);padding:8px 12px;border:1px solid var(--track);border-radius:8px;background:var(--card);color:var(--ink)}
.search:focus-visible{outline:2px solid var(--c1);outline-offset:1px}
[hidden]{display:none!important}
.column{background:var(--card);border:1px solid var(--faint);border-radius:12px;padding:0 24px;margin-top:12px}
.column>summary{width:auto;padding:14px 0;color:var(--ink);font-size:15px}
.column>summary code{font-weight:650;font-size:1em}
.column>summary span{color:var(--soft);margin-left:10px;font-size:13.5px}
.column .inside{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:8px 36px;padding:4px 0 22px;align-items:start;scroll-margin-top:60px}
.column dl{display:block;columns:2;column-gap:30px;margin:0;font-size:13.5px}
.column dl div{display:flex;justify-content:space-between;gap:12px;break-inside:avoid;padding:1.5px 0}
.column dd{font-variant-numeric:tabular-nums;text-align:right}
.column .words{grid-column:1/-1;font-size:14px;margin:0;padding:0 0 0 18px}
.column table{font-size:13.5px}
.column .minor{font-size:13px;color:var(--soft);font-weight:550;margin:14px 0 2px}
.column figcaption,.column .note{font-size:13px;color:var(--soft);margin-top:8px}
.column figure{background:none;border:0;padding:0}
.calendar{display:grid;grid-template-columns:1fr 2fr;gap:18px}
@media(max-width:820px){.column .inside,.calendar{grid-template-columns:minmax(0,1fr)}.column dl{columns:1}}
@media print{.search{display:none}.column{break-inside:avoid}details.column::details-content{content-visibility:visible;height:auto}#columns th button::after{content:""}}`;
