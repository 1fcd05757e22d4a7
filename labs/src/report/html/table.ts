import { type Content, type Markup, html } from './markup.ts';

/** A table whose first column names its rows. */
export interface Table {
  caption: string;
  columns: readonly string[];
  rows: readonly (readonly Content[])[];
}

/**
 * On a phone each row becomes a card in which every cell says its column. The roles stand there because a table that is
 * laid out as cards is no table to a screen reader otherwise.
 */
export const tableMarkup = ({ caption, columns, rows }: Table, className = ''): Markup =>
  html`<table role="table" class="${className}">
    <caption>
      ${caption}
    </caption>
    <thead role="rowgroup">
      <tr role="row">
        ${columns.map((column) =>
          column === '' ? html`<td role="cell"></td>` : html`<th scope="col" role="columnheader">${column}</th>`,
        )}
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${rows.map((row) => rowMarkup(row, columns))}
    </tbody>
  </table>`;

const rowMarkup = (row: readonly Content[], columns: readonly string[]) =>
  html` <tr role="row">
    ${row.map((content, index) =>
      index === 0
        ? html`<th scope="row" role="rowheader">${content}</th>`
        : html`<td role="cell" data-column="${columns[index]}">${content}</td>`,
    )}
  </tr>`;
