import { render } from 'preact';
import 'uplot/dist/uPlot.min.css';
import './styles/base.css';
import './styles/layout.css';
import './styles/panels.css';
import './styles/charts.css';
import { startLive } from './live/connection.ts';
import { loadOutline, StationMap } from './map/station-map.tsx';
import { AnomalyPanel } from './panels/anomaly-panel.tsx';
import { ChartPanel } from './panels/chart-panel.tsx';
import { ComparisonPanel } from './panels/comparison-panel.tsx';
import { Header } from './panels/header.tsx';
import { NowPanel } from './panels/now-panel.tsx';
import { OutlookPanel } from './panels/outlook-panel.tsx';
import { ServedPanel } from './panels/served-panel.tsx';
import { SimulationPanel } from './panels/simulation-panel.tsx';
import { StationList } from './panels/station-list.tsx';
import { startTheme } from './theme.ts';

function Page() {
  return (
    <>
      <a class="skip" href="#panels">
        Skip to the panels
      </a>
      <Header />
      <main id="panels" class="panels" tabIndex={-1}>
        <div class="column column-places">
          <StationMap />
          <StationList />
        </div>
        <div class="column column-station">
          <NowPanel />
          <ChartPanel />
          <OutlookPanel />
        </div>
        <div class="column column-system">
          <ComparisonPanel />
          <ServedPanel />
          <AnomalyPanel />
          <SimulationPanel />
        </div>
      </main>
    </>
  );
}

startTheme();
render(<Page />, document.querySelector('#page')!);
startLive();
void loadOutline();
