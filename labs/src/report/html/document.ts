import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Content, html, trusted } from './markup.ts';

const style = readFileSync(new URL('report.css', import.meta.url), 'utf8');

/** The page brings all that it shows: nothing may be fetched and no script may run, whatever a text in it tries. */
const policy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const logo =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" width="30" height="30" aria-hidden="true"><rect width="32" height="32" rx="7" fill="#101a26"/><circle cx="12.5" cy="12.5" r="5.5" fill="#f2b84b"/><path d="M11 25a5 5 0 0 1 .6-9.96A7 7 0 0 1 25 17.2 4 4 0 0 1 24 25z" fill="#dfe9f3"/></svg>';

export interface Document {
  title: string;
  /** Of the product, whose page it is. */
  part?: string;
  navigation: Content;
  main: Content;
  footer: Content;
}

/** One self-contained HTML file. */
export const documentOf = ({ title, part = 'labs', navigation, main, footer }: Document): string =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <title>${title}</title>
        <link rel="icon" href="data:image/svg+xml,${encodeURIComponent(logo)}" />
        ${trusted(`<style>${style}</style>`)}
      </head>
      <body>
        <a class="skip" href="#main">To the content</a>
        <header class="masthead">
          <p class="product">${trusted(logo)} Weather mesh <span>${part}</span></p>
          ${navigation}
        </header>
        <main id="main" tabindex="-1">${main}</main>
        <footer>${footer}</footer>
      </body>
    </html> `.text;
