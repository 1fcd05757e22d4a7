import type { ServedShare } from '@weather/contracts';
import { overview } from '../live/store.ts';
import { formatShare } from '../weather/format.ts';
import { modelNames } from '../weather/models.ts';
import { Empty, Panel } from './panel.tsx';

/** Who made the forecasts of the last minute: a canary or an unfair balance shows here first. */
export function ServedPanel() {
  const served = overview.value?.served ?? [];
  return (
    <Panel
      title="Who served it"
      area="served"
      aside="forecasts, last minute"
      table={() => <ServedTable served={served} />}
    >
      {served.length === 0 ? (
        <Empty>No forecast in the last minute. Bars by version and pod appear with the next one.</Empty>
      ) : (
        <div class="served">
          <VersionBar served={served} />
          <div class="served-pods" tabIndex={0} role="group" aria-label="Share of each pod">
            {served.map((pod) => (
              <PodBar key={`${pod.model} ${pod.version} ${pod.pod}`} pod={pod} />
            ))}
          </div>
        </div>
      )}
    </Panel>
  );
}

function VersionBar({ served }: { served: ServedShare[] }) {
  const shares = modelNames.map((model) => ({
    model,
    share: served.filter((pod) => pod.model === model).reduce((sum, { share }) => sum + share, 0),
  }));
  return (
    <div class="served-versions">
      {shares.map(({ model, share }) => (
        <span key={model} class={`served-version model-${model}`}>
          <b>{formatShare(share)}</b> {model}
        </span>
      ))}
      <svg class="served-bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
        <rect class="model-fill-v1" width={(shares[0]?.share ?? 0) * 100} height="8" />
        <rect
          class="model-fill-v2"
          x={(shares[0]?.share ?? 0) * 100 + 0.5}
          width={Math.max(0, (shares[1]?.share ?? 0) * 100 - 0.5)}
          height="8"
        />
      </svg>
    </div>
  );
}

function PodBar({ pod }: { pod: ServedShare }) {
  return (
    <div class={`pod model-${pod.model}`}>
      <span class="pod-name" title={`${pod.pod}, version ${pod.version}`}>
        <b>{pod.model}</b> {pod.pod} <small>{pod.version}</small>
      </span>
      <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
        <rect class="bar-rail" width="100" height="8" />
        <rect class="bar-value" width={pod.share * 100} height="8" />
      </svg>
      <span class="pod-share">{formatShare(pod.share)}</span>
      <span class="pod-count">{String(pod.count).padStart(5, '\u2007')}</span>
    </div>
  );
}

function ServedTable({ served }: { served: ServedShare[] }) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Pod</th>
          <th scope="col">Model</th>
          <th scope="col">Version</th>
          <th scope="col">Share</th>
          <th scope="col">Forecasts</th>
        </tr>
      </thead>
      <tbody>
        {served.map(({ model, version, pod, share, count }) => (
          <tr key={`${model}${version}${pod}`}>
            <th scope="row">{pod}</th>
            <td>{model}</td>
            <td>{version}</td>
            <td>{formatShare(share)}</td>
            <td>{count}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
