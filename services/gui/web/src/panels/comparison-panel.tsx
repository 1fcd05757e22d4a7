import type { ModelName, ModelScore } from '@weather/contracts';
import { overview } from '../live/store.ts';
import { formatNumber, formatShare } from '../weather/format.ts';
import { ModelMark } from '../weather/marks.tsx';
import { forecastHours, modelNames } from '../weather/models.ts';
import { Empty, Panel } from './panel.tsx';

/** With fewer forecasts than this fallen due, a mean says little: it is drawn grey. */
const enoughForecasts = 30;

/** Running mean absolute error of both models side by side, per horizon, and how often their intervals held. */
export function ComparisonPanel() {
  const scores = overview.value?.scores ?? [];
  return (
    <Panel
      title="Model error"
      area="comparison"
      aside={`°C, mean; grey: n < ${enoughForecasts}`}
      table={() => <ComparisonTable scores={scores} />}
    >
      {scores.length === 0 ? (
        <Empty>No forecast has fallen due yet. The first is scored after one hour of the stations' time.</Empty>
      ) : (
        <ErrorBars scores={scores} />
      )}
    </Panel>
  );
}

const scoreOf = (scores: ModelScore[], model: ModelName, hours: number) =>
  scores.find((score) => score.model === model && score.hours === hours);

function ErrorBars({ scores }: { scores: ModelScore[] }) {
  const top = Math.max(1, ...scores.map(({ meanAbsoluteError }) => meanAbsoluteError));
  return (
    <div class="errors">
      <div class="errors-head">
        {modelNames.map((model) => (
          <span key={model}>
            <ModelMark model={model} /> {model}
          </span>
        ))}
        <span class="errors-coverage" title="Share of observations within the 90 % interval">
          in 90 %
        </span>
        <span class="errors-count" title="Forecasts that fell due, the last 1000 at most">
          n
        </span>
      </div>
      {forecastHours.map((hours) => (
        <div key={hours} class="errors-row">
          <span class="errors-hours">{hours} h</span>
          {modelNames.map((model) => (
            <ErrorBar key={model} model={model} score={scoreOf(scores, model, hours)} top={top} />
          ))}
        </div>
      ))}
    </div>
  );
}

function ErrorBar({ model, score, top }: { model: ModelName; score: ModelScore | undefined; top: number }) {
  const width = score === undefined ? 0 : (score.meanAbsoluteError / top) * 100;
  const count = score?.count ?? 0;
  const few = count < enoughForecasts;
  return (
    <div
      class={`errors-line model-${model}${few ? ' errors-few' : ''}`}
      title={`${count} forecasts fell due${few ? `: too few to judge, ${enoughForecasts} would do` : ''}`}
    >
      <i>{model}</i>
      <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
        <rect class="bar-rail" width="100" height="10" />
        <rect class="bar-value" width={width} height="10" />
      </svg>
      <b>{formatNumber(score?.meanAbsoluteError, { digits: 2, width: 5 })}</b>
      <span>{formatShare(score?.coverage)}</span>
      <span>{formatNumber(count, { digits: 0, width: 4 })}</span>
    </div>
  );
}

function ComparisonTable({ scores }: { scores: ModelScore[] }) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Model, hours ahead</th>
          <th scope="col">Error °C</th>
          <th scope="col">In interval</th>
          <th scope="col">Forecasts</th>
        </tr>
      </thead>
      <tbody>
        {scores.map(({ model, hours, meanAbsoluteError, coverage, count }) => (
          <tr key={`${model}${hours}`}>
            <th scope="row">
              {model}, {hours} h
            </th>
            <td>{formatNumber(meanAbsoluteError, { digits: 2 })}</td>
            <td>{formatShare(coverage)}</td>
            <td>{count}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
