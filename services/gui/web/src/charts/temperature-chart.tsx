import { useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { colourRevision } from '../theme.ts';
import { type ChartData, temperatureRange } from './chart-data.ts';
import { drawMarks, drawNow, type Marks } from './chart-marks.ts';
import { chartOptions, plotData } from './chart-options.ts';

type Props = { marks: Marks; label: string; valueText: string; onIndex: (index: number | undefined) => void };

/** uPlot draws; this keeps one plot alive and hands it new data. */
export function TemperatureChart({ marks, label, valueText, onIndex }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const shown = useRef(marks);
  shown.current = marks;
  const pick = useRef(onIndex);
  pick.current = onIndex;

  const create = () => {
    plot.current?.destroy();
    const { clientWidth: width, clientHeight: height } = host.current!;
    const hooks: uPlot.Hooks.Arrays = {
      drawClear: [(drawn) => drawNow(drawn, shown.current)],
      draw: [(drawn) => drawMarks(drawn, shown.current)],
    };
    plot.current = new uPlot(chartOptions({ width, height }, hooks), plotData(shown.current.data), host.current!);
    plot.current.over.addEventListener('pointermove', () => pick.current(plot.current?.cursor.idx ?? undefined));
    plot.current.over.addEventListener('pointerleave', () => pick.current(undefined));
    draw(plot.current, shown.current.data);
  };

  useEffect(() => {
    const observer = new ResizeObserver(() => {
      const { clientWidth: width, clientHeight: height } = host.current!;
      plot.current?.setSize({ width, height });
    });
    observer.observe(host.current!);
    return () => {
      observer.disconnect();
      plot.current?.destroy();
    };
  }, []);
  useSignalEffect(() => {
    // A plot reads its colours when it is made.
    if (colourRevision.value > 0) create();
  });
  useEffect(() => {
    if (plot.current !== undefined) draw(plot.current, marks.data);
  }, [marks.data]);
  useEffect(() => plot.current?.redraw(false), [marks.anomalies, marks.cursorIndex]);

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
    />
  );
}

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
