import { html, Markup } from './markup.js';
import { stylesheet } from './stylesheet.js';

/** A complete HTML document. Its content policy forbids scripts and requests, so that it is safe to pass on. */
export function page(title: string, content: Markup): string {
  const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="mlx">
<title>${title}</title>
<style>${new Markup(stylesheet)}</style>
</head>
<body>
<main>
${content}
</main>
</body>
</html>
`.text;
}
