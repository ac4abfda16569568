import { createHash } from 'node:crypto';
import { html, Markup } from './markup.js';
import { stylesheet } from './stylesheet.js';

/** What a page has beside the common look. */
export interface PageExtras {
  readonly style?: string;
  /** Runs in the page; the page must be whole without it. */
  readonly script?: string;
}

/**
 * A complete HTML document. Its content policy forbids requests and every script but the one given here, so that it is
 * safe to pass on.
 */
export function page(
  title: string,
  content: Markup,
  { style = '', script }: PageExtras = {},
): string {
  const scripts = script === undefined ? '' : `; script-src 'sha256-${digest(script)}'`;
  const policy = `default-src 'none'; style-src 'unsafe-inline'; img-src data:${scripts}`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="mlx">
<title>${title}</title>
<style>${new Markup(`${stylesheet}${style}`)}</style>
</head>
<body>
<main>
${content}
</main>${
    script !== undefined &&
    html`
<script>${new Markup(script)}</script>`
  }
</body>
</html>
`.text;
}

function digest(script: string): string {
  return createHash('sha256').update(script).digest('base64');
}
