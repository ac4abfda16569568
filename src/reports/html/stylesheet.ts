const light = `
--paper:#fbfaf8;--card:#fff;--ink:#1d2126;--soft:#5b636e;--faint:#e4e3df;--grid:#ecebe7;--track:#dddbd5;
--good:#17703f;--good-back:#e6f3ea;--bad:#b3261e;--bad-back:#fbe9e7;--open:#5b636e;--open-back:#efeeea;
--c1:#2456c5;--c2:#c2570c;--c3:#17794a;--c4:#7a3fb8;--c5:#0d7687;--c6:#b3275f;--inverse:#fff;`;

const dark = `
--paper:#14171a;--card:#1b1f24;--ink:#e7e9ec;--soft:#9aa4b0;--faint:#2e343b;--grid:#262b31;--track:#383f48;
--good:#6fd19a;--good-back:#16301f;--bad:#ff8f85;--bad-back:#3a1b19;--open:#9aa4b0;--open-back:#262b31;
--c1:#7aa5ff;--c2:#f3a35c;--c3:#5fcb95;--c4:#c39bf2;--c5:#5cc7d8;--c6:#f08bb2;--inverse:#10131a;`;

const layout = `
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
main{max-width:1120px;margin:0 auto;padding:44px 28px 72px}
p{margin:0}
code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.88em}
code{overflow-wrap:anywhere}
.quiet,.lead,.more,figcaption,.place,.subject,.cost{color:var(--soft)}
.eyebrow{font-weight:650;letter-spacing:.01em}
.eyebrow span{color:var(--soft);font-weight:400;margin-left:.5em;padding-left:.8em;border-left:1px solid var(--track)}
h1{display:flex;align-items:center;gap:14px;font-size:34px;line-height:1.2;letter-spacing:-.02em;font-weight:680;margin:14px 0 10px}
.sign{flex:none;display:grid;place-items:center;width:42px;height:42px;border-radius:50%;font-size:22px}
h1.met .sign{background:var(--good-back);color:var(--good)}
h1.missed .sign{background:var(--bad-back);color:var(--bad)}
h1.open .sign{background:var(--open-back);color:var(--open)}
.subject{font-size:16px;max-width:74ch}
.subject code{color:var(--ink)}
section{margin-top:52px}
h2{font-size:21px;line-height:1.3;letter-spacing:-.012em;font-weight:650;margin:0 0 4px}
h3{font-size:15px;font-weight:650;margin:0 0 12px}
section>h3{margin:24px 0 6px}
.lead{max-width:78ch;margin-bottom:14px}
.card,figure{background:var(--card);border:1px solid var(--faint);border-radius:12px;padding:22px 24px}
.verdict{display:grid;grid-template-columns:minmax(270px,1fr) 2fr;gap:20px;margin-top:28px}
.card h2{font-size:14px;font-weight:600;color:var(--soft);letter-spacing:0;margin-bottom:8px}
.headline .value{font-size:54px;line-height:1.05;letter-spacing:-.035em;font-weight:680;font-variant-numeric:tabular-nums;margin-bottom:10px}
.words p+p{margin-top:8px}
.words{font-size:17px}
.words .cost{font-size:15px;margin-top:16px;padding-top:14px;border-top:1px solid var(--faint)}`;

const parts = `
.requirements{list-style:none;margin:12px 0 0;padding:0;display:grid;gap:10px}
.requirements li{display:flex;gap:16px;align-items:flex-start;background:var(--card);border:1px solid var(--faint);border-radius:10px;padding:14px 18px}
.requirements .wanted{font-weight:600}
.place{font-size:13px;margin-top:4px;overflow-wrap:anywhere}
.place span{font-variant-numeric:tabular-nums}
.badge{flex:none;display:inline-block;min-width:98px;text-align:center;border-radius:999px;padding:2px 12px;font-size:13px;font-weight:600;line-height:1.55}
.met .badge{background:var(--good-back);color:var(--good)}
.missed .badge{background:var(--bad-back);color:var(--bad)}
.badge.plain{min-width:0;padding:0 9px;font-size:12px;background:var(--good-back);color:var(--good)}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:14px;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:7px 18px 7px 0;border-bottom:1px solid var(--faint);vertical-align:middle;white-space:nowrap}
th{color:var(--soft);font-weight:550;font-size:13px}
th:last-child,td:last-child{padding-right:0}
tbody tr:last-child td{border-bottom:0}
.n{text-align:right}
.n+:not(.n){padding-left:14px}
td code{overflow-wrap:normal}
td .wrap{white-space:normal;overflow-wrap:anywhere}
#metrics td:first-child::first-letter,.headline h2::first-letter{text-transform:uppercase}
.more{font-size:13px;margin-top:8px}
.grid{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:20px;margin-top:12px;align-items:start}
.grid+details{margin-top:20px}
figure{margin:0;min-width:0;display:flex;flex-direction:column}
figure.wide{grid-column:1/-1}
figcaption{font-size:13.5px;line-height:1.5;margin-top:14px;max-width:64ch}
figure details{margin-top:10px}
summary{cursor:pointer;color:var(--soft);font-size:13.5px;width:fit-content;border-radius:4px}
summary:hover{color:var(--ink)}
summary:focus-visible,.scroll:focus-visible,pre:focus-visible{outline:2px solid var(--c1);outline-offset:3px}
section>details{background:var(--card);border:1px solid var(--faint);border-radius:12px;padding:14px 24px}
details[open]>summary{margin-bottom:10px}
#metrics .scroll,#worst .scroll,#run .scroll{background:var(--card);border:1px solid var(--faint);border-radius:12px;padding:8px 24px;margin-top:12px}
#worst .scroll{width:fit-content;max-width:100%}
dl{display:grid;grid-template-columns:max-content 1fr;gap:6px 24px;margin:14px 0 18px}
dt{color:var(--soft)}
dd{margin:0;min-width:0;overflow-wrap:anywhere}
#run details{margin-top:16px}
pre{margin:0;max-height:420px;overflow:auto;line-height:1.5}
.splits{list-style:none;display:flex;gap:4px;margin:0 0 18px;padding:0}
.splits li{flex-basis:0;min-width:118px;padding:10px 14px;border-radius:8px;border-top:4px solid;background:var(--card);font-size:13.5px;line-height:1.4}
.splits span{display:block;color:var(--soft)}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:4px 18px;margin:8px 0 0;padding:0;font-size:13px;color:var(--soft)}
.legend li{display:flex;align-items:center;gap:7px}`;

const charts = `
.chart{display:block;width:100%;height:auto;overflow:visible}
.confusion{margin:0 auto}
.chart text{font-family:inherit;fill:var(--soft);font-size:12px}
.chart .label{font-size:12.5px}
.chart .name,.chart .note{fill:var(--ink)}
.chart .note{font-weight:600;paint-order:stroke;stroke:var(--card);stroke-width:4px;stroke-linejoin:round}
.chart .tiny{font-size:8px}
.chart .figure{fill:var(--ink);font-variant-numeric:tabular-nums}
.chart .figure.big{font-size:19px;font-weight:650}
.chart .figure.inverse{fill:var(--inverse)}
.tick{font-variant-numeric:tabular-nums}
.rule{stroke:var(--grid);stroke-width:1;fill:none}
.axis{stroke:var(--track);fill:none}
.line{fill:none;stroke-width:2.2;stroke-linejoin:round;stroke-linecap:round}
.reference{stroke:var(--soft);stroke-width:1.3;stroke-dasharray:5 4;stroke-linecap:butt}
.mark{fill:var(--card);stroke:var(--ink);stroke-width:2.2}
.chosen{fill:var(--c2);stroke:var(--card);stroke-width:2;stroke-linejoin:round}
.cell{fill:var(--grid)}
.density .cell{fill:none}
.box{fill:var(--c1);fill-opacity:.18;stroke:var(--c1);stroke-width:2}
.dot{fill:var(--soft);fill-opacity:.55}
rect.quiet{fill:var(--c1);fill-opacity:.45}
.mini{display:block}
.track{stroke:var(--track);stroke-width:1}
.whisker{stroke:var(--c1);stroke-opacity:.45;stroke-width:6;stroke-linecap:round}
.base{stroke:var(--ink);stroke-width:1.8}
.s7,.s8,.s9,.s10{stroke-width:1.6}`;

const screens = `
@media(max-width:820px){main{padding:28px 18px 48px}.verdict,.grid{grid-template-columns:minmax(0,1fr)}h1{font-size:27px}.splits{flex-wrap:wrap}.requirements li{flex-direction:column;gap:8px}}
@page{margin:14mm}
@media print{body{font-size:11.5px;background:#fff}main{max-width:none;padding:0}section{margin-top:26px}figure,.card,.requirements li,tr{break-inside:avoid}h2,h3,h2+p,h3+p{break-after:avoid}.card,figure{padding:14px 16px}.scroll{overflow:visible}pre{max-height:none;white-space:pre-wrap}figure details:not([open]){display:none}figure:not(.wide) .chart{max-width:440px}table{font-size:12px}th,td{padding-right:12px}#worst th,#worst td:not(.n),#metrics td:first-child{white-space:normal}#worst th,#worst td,#metrics th,#metrics td{padding-right:8px}#worst th,#worst td{overflow-wrap:anywhere}#worst .scroll,#metrics .scroll{padding:6px 12px}#metrics td.n{white-space:normal}.mini{width:72px;height:auto}.headline .value{font-size:44px}.verdict{grid-template-columns:minmax(200px,1fr) 2fr}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}`;

/** Colours, dashes and fills of the series: told apart without colour too. */
const series = ['none', '7 4', '2 4', '10 4 2 4', '1 4', '14 5'].flatMap((dash, at) => {
  const colour = `var(--c${at + 1})`;
  return [at + 1, ...(at < 4 ? [at + 7] : [])].map(
    (number) =>
      `.s${number}{stroke:${colour};stroke-dasharray:${number > 6 ? '3 2' : dash}}.f${number}{fill:${colour}}.splits .b${number}{border-color:${colour}}`,
  );
});

/**
 * The look of a report. It follows the reader's system, unless the root says `data-theme="light"` or `"dark"`; paper
 * is always light.
 */
export const stylesheet = [
  `:root{${light}color-scheme:light}`,
  `@media screen and (prefers-color-scheme:dark){:root:not([data-theme=light]){${dark}color-scheme:dark}}`,
  `@media screen{:root[data-theme=dark]{${dark}color-scheme:dark}}`,
  layout,
  parts,
  charts,
  series.join('\n'),
  screens,
].join('\n');
