import { effect } from '@preact/signals';
import type { LiveDelta, LiveSnapshot, StationHistory } from '@weather/contracts';
import { applyDeltas, applySnapshot, history, link, paused, selectedId, showHistory } from './store.ts';

/** The server speaks once a second; after this long without a word the stream is given up and opened anew. */
const silenceMs = 8000;
const retryMs = 1500;

let source: EventSource | undefined;
let waiting: LiveDelta[] = [];
let frame = 0;
let watchdog = 0;

/** Opens the stream and keeps it open; what comes in is applied once per frame. */
export function connect(): void {
  close();
  source = new EventSource('/api/v1/live');
  source.addEventListener('snapshot', (event) => {
    heard();
    waiting = [];
    applySnapshot(JSON.parse(event.data) as LiveSnapshot);
    void loadHistory(selectedId.peek());
  });
  source.addEventListener('delta', (event) => {
    heard();
    waiting.push(JSON.parse(event.data) as LiveDelta);
    if (frame === 0) frame = requestFrame(flush);
  });
  source.addEventListener('error', () => retryLater());
  watch();
}

/** A hidden tab gets no animation frames, but its state must not pile up. */
function requestFrame(callback: () => void): number {
  return document.hidden ? window.setTimeout(callback, 200) : requestAnimationFrame(callback);
}

function flush(): void {
  frame = 0;
  const deltas = waiting;
  waiting = [];
  applyDeltas(deltas);
}

function heard(): void {
  link.value = 'open';
  watch();
}

function watch(): void {
  clearTimeout(watchdog);
  watchdog = window.setTimeout(retryLater, silenceMs);
}

function retryLater(): void {
  close();
  link.value = 'broken';
  watchdog = window.setTimeout(connect, retryMs * (0.5 + Math.random()));
}

function close(): void {
  source?.close();
  source = undefined;
  clearTimeout(watchdog);
}

const nothingHeld = (station: string): StationHistory => ({ revision: 0, station, observations: [], forecasts: [] });

async function loadHistory(station: string | undefined): Promise<void> {
  if (station === undefined) return;
  try {
    const response = await fetch(`/api/v1/stations/${encodeURIComponent(station)}/history`);
    // A station that is shown while paused may be forgotten by the server.
    const loaded = response.ok ? ((await response.json()) as StationHistory) : nothingHeld(station);
    if (selectedId.peek() === station) showHistory(loaded);
  } catch {
    // The stream notices a lost server too, and its next snapshot loads the history again.
  }
}

/** Stream while not paused; history of whichever station is selected. */
export function startLive(): void {
  effect(() => {
    if (paused.value) close();
    else connect();
  });
  effect(() => {
    const id = selectedId.value;
    if (history.peek()?.station !== id) {
      history.value = undefined;
      void loadHistory(id);
    }
  });
}
