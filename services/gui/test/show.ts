/**
 * Development only: the page on made-up weather, without the other services.
 *   pnpm --filter @weather/gui show [stations] [hours per second] [port]
 */
import { join } from 'node:path';
import { startGuiForTest } from './gui-for-test.ts';
import { stationsForTest } from './made-up-weather.ts';
import { WeatherPlayer } from './weather-player.ts';

const [stations = 7, hoursPerSecond = 1, port = 3000] = process.argv.slice(2).map(Number);
const pageFolder = join(import.meta.dirname, '../web/dist');
const { queue, url } = await startGuiForTest({ port, pageFolder });
const player = new WeatherPlayer(queue, stationsForTest(stations));
player.play(60);
setInterval(() => player.play(1), 1000 / hoursPerSecond);
console.log(url);
