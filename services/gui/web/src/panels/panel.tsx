import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';

type Props = {
  title: string;
  area: string;
  /** Beside the title: a figure, a choice. */
  aside?: ComponentChildren;
  /** Whether a button switches to the same data as a table. */
  tabular?: boolean;
  /** The table; not given as long as there is nothing to tell. */
  table?: (() => ComponentChildren) | undefined;
  children: ComponentChildren;
};

/** A region of the page with a heading, whose size does not depend on what is in it. */
export function Panel({ title, area, aside, tabular = true, table, children }: Props) {
  const [asTable, setAsTable] = useState(false);
  const headingId = useId();
  return (
    <section class={`panel panel-${area}`} aria-labelledby={headingId}>
      <header class="panel-head">
        <h2 id={headingId}>{title}</h2>
        <div class="panel-aside">{aside}</div>
        {tabular && (
          <button
            type="button"
            class="quiet"
            aria-expanded={asTable}
            aria-label={`${asTable ? 'Close table' : 'Table'}: ${title}`}
            disabled={table === undefined}
            onClick={() => setAsTable(!asTable)}
          >
            {asTable ? 'Close' : 'Table'}
          </button>
        )}
      </header>
      {asTable && table !== undefined ? (
        // Scrolls, so the keyboard must reach it.
        <div class="panel-body panel-table" tabIndex={0} role="region" aria-label={`${title} as a table`}>
          {table()}
        </div>
      ) : (
        <div class="panel-body">{children}</div>
      )}
    </section>
  );
}

/** What stands in a panel that has nothing to show, and what to do about it. */
export function Empty({ children }: { children: ComponentChildren }) {
  return <p class="empty">{children}</p>;
}
