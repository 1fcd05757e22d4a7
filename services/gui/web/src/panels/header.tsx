import { useEffect, useState } from 'preact/hooks';
import { Sparkline } from '../charts/sparkline.tsx';
import { silenceOf } from '../live/silence.ts';
import { stationLabel } from '../live/station-names.ts';
import { clockOffset, link, overview, paused, selectedStation } from '../live/store.ts';
import { nextTheme, theme } from '../theme.ts';
import { formatAge, formatDay, formatNumber, formatTime, formatYear } from '../weather/format.ts';

/** Without any event for this long, although the stream is up, the page says that it is quiet. */
const quietMs = 15_000;

export function Header() {
  const current = overview.value;
  const rates = current?.eventsPerSecond ?? [];
  const recent = rates.slice(-5).reduce((sum, rate) => sum + rate, 0) / 5;
  return (
    <header class="masthead">
      <h1>
        <img src="/icon.svg" width="28" height="28" alt="" /> Weather mesh
      </h1>
      <StationClock />
      <div class="rate" title="Events in the log: observations, forecasts and anomalies">
        <Sparkline values={rates} width={120} height={30} />
        <b>{formatNumber(recent, { digits: recent < 10 ? 1 : 0, width: 4 })}</b>
        <span>events/s</span>
      </div>
      <ConnectionBadge />
      <div class="masthead-actions">
        <button type="button" aria-pressed={paused.value} onClick={() => (paused.value = !paused.value)}>
          {paused.value ? 'Resume' : 'Pause'}
        </button>
        <button
          type="button"
          class="theme"
          onClick={nextTheme}
          title="Colours: as the system has them, dark, or light"
          aria-label={`Colours: ${theme.value}. Change.`}
        >
          <ThemeMark /> <span class="theme-word">Colours:</span> {theme.value}
        </button>
      </div>
    </header>
  );
}

function ThemeMark() {
  return (
    <svg class="theme-mark" width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
      <circle cx="7" cy="7" r="5.6" />
      <path d="M7 1.4a5.6 5.6 0 0 1 0 11.2z" />
    </svg>
  );
}

/** The time of the selected station: each simulation has a time of its own. */
function StationClock() {
  const view = selectedStation.value;
  if (view === undefined) return <Clock time="––:––" day="no observation" detail="yet" title="Waiting" />;
  const { time } = view.latest;
  const silence = silenceOf(view);
  return (
    <Clock
      time={formatTime(time)}
      day={`${formatDay(time)} ${formatYear(time)}`}
      detail={silence === '' ? 'UTC' : `UTC, silent ${silence}`}
      title={`Newest observation of ${stationLabel(view.station)}, UTC`}
    />
  );
}

function Clock({ time, day, detail, title }: { time: string; day: string; detail: string; title: string }) {
  return (
    <div class="clock" title={title}>
      <span class="clock-time">{time}</span>
      <span class="clock-day">
        <span>{day}</span>
        <span>{detail}</span>
      </span>
    </div>
  );
}

type Badge = { tone: 'good' | 'warn' | 'bad' | 'still'; text: string; detail: string };

/** Seconds pass also when no message comes. */
function useClock(): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now + clockOffset.value;
}

function badge(now: number): Badge {
  const upstream = overview.value?.upstream;
  const last = upstream?.lastEventAt ?? upstream?.since;
  const since = last === undefined ? '' : ` since ${formatAge(now - last)}`;
  if (paused.value) return { tone: 'still', text: `Paused`, detail: 'What is shown stands still' };
  if (link.value === 'connecting')
    return { tone: 'warn', text: 'Connecting', detail: 'Asking the server for the first values' };
  if (link.value === 'broken')
    return { tone: 'bad', text: `Reconnecting`, detail: `Page server not reachable; stale${since}` };
  if (upstream?.state === 'lost')
    return { tone: 'bad', text: `Stale${since}`, detail: `${upstream.detail}; trying again` };
  if (upstream?.state === 'connecting')
    return { tone: 'warn', text: 'Connecting', detail: 'The server is asking message-queue' };
  if (last !== undefined && now - last > quietMs) {
    return { tone: 'warn', text: `Quiet${since}`, detail: 'Connected, but no event comes: start a simulation' };
  }
  return { tone: 'good', text: 'Live', detail: 'Following the event log' };
}

function ConnectionBadge() {
  const { tone, text, detail } = badge(useClock());
  return (
    <div class={`badge badge-${tone}`}>
      <span class="badge-dot" aria-hidden="true" />
      <span class="badge-text">
        <b>{text}</b>
        <small>{detail}</small>
      </span>
      {/* Without the seconds, so that it is spoken only when the state changes. */}
      <span class="visually-hidden" role="status">
        {text.split(' ')[0]}. {detail.split(';')[0]}
      </span>
    </div>
  );
}
