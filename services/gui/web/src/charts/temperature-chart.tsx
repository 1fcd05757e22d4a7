import { useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { colourRevision } from '../theme.ts';
import { type ChartData, temperatureRange } from './chart-data.ts';
import { drawMarks, drawNow, type Marks } from './chart-marks.ts';
import { chartOptions, plotData } from './chart-options.ts';

type Props = { marks: Marks; label: string; valueText: string; onIndex: (index: number | undefined) => void };

/** Chart of one station, read with the pointer or the arrow keys. */
export function TemperatureChart({ marks, label, valueText, onIndex }: Props) {
  const host = usePlot(marks, onIndex);
  return (
    <div
      ref={host}
      class="plot"
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={marks.data.times.length - 1}
      aria-valuenow={marks.cursorIndex ?? nowIndex(marks.data)}
      aria-valuetext={valueText}
      onKeyDown={(event) => moveReadout(event, marks, onIndex)}
      onBlur={() => onIndex(undefined)}
    />
  );
}

/** uPlot draws; this keeps one plot alive in the host and hands it what is new. */
function usePlot(marks: Marks, onIndex: Props['onIndex']) {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const current = useRef({ marks, onIndex });
  current.current = { marks, onIndex };
  useSignalEffect(() => {
    // A plot reads its colours when it is made.
    if (colourRevision.value === 0) return;
    plot.current?.destroy();
    plot.current = createPlot(host.current!, current);
  });
  useEffect(() => {
    const element = host.current!;
    // It is told once more when the table has just taken the chart's place.
    const observer = new ResizeObserver(() => element.isConnected && plot.current?.setSize(sizeOf(element)));
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.current?.destroy();
    };
  }, []);
  useEffect(() => {
    if (plot.current !== undefined) draw(plot.current, marks.data);
  }, [marks.data]);
  useEffect(() => plot.current?.redraw(false), [marks.anomalies, marks.cursorIndex]);
  return host;
}

type Current = { current: { marks: Marks; onIndex: Props['onIndex'] } };

function createPlot(host: HTMLElement, now: Current): uPlot {
  const hooks: uPlot.Hooks.Arrays = {
    drawClear: [(plot) => drawNow(plot, now.current.marks)],
    draw: [(plot) => drawMarks(plot, now.current.marks)],
  };
  const { data } = now.current.marks;
  const plot = new uPlot(chartOptions(sizeOf(host), hooks), plotData(data), host);
  const read = (event: PointerEvent) =>
    now.current.onIndex(plot.posToIdx(event.clientX - plot.over.getBoundingClientRect().left));
  plot.over.addEventListener('pointerdown', read);
  plot.over.addEventListener('pointermove', read);
  plot.over.addEventListener('pointerleave', (event) => {
    // A finger leaves as soon as it is lifted; what it pointed at stays until something else has the focus.
    if (event.pointerType === 'mouse') now.current.onIndex(undefined);
  });
  draw(plot, data);
  return plot;
}

const sizeOf = ({ clientWidth, clientHeight }: HTMLElement) => ({ width: clientWidth, height: clientHeight });

function draw(plot: uPlot, data: ChartData): void {
  const [min, max] = temperatureRange(data);
  plot.batch(() => {
    plot.setData(plotData(data), false);
    plot.setScale('x', { min: data.from / 1000, max: data.until / 1000 });
    plot.setScale('y', { min, max });
  });
}

const nowIndex = (data: ChartData) => data.times.indexOf(data.now);

/** Arrow keys walk along the points, Home and End go to the ends, Escape leaves. */
function moveReadout(event: KeyboardEvent, { data, cursorIndex }: Marks, onIndex: Props['onIndex']): void {
  const last = data.times.length - 1;
  const current = cursorIndex ?? nowIndex(data);
  const targets: Record<string, number | undefined> = {
    ArrowLeft: Math.max(0, current - 1),
    ArrowDown: Math.max(0, current - 1),
    ArrowRight: Math.min(last, current + 1),
    ArrowUp: Math.min(last, current + 1),
    PageDown: Math.max(0, current - 12),
    PageUp: Math.min(last, current + 12),
    Home: 0,
    End: last,
    Escape: undefined,
  };
  if (!(event.key in targets)) return;
  event.preventDefault();
  onIndex(targets[event.key]);
}
