/** What setup hands to every iteration. k6 passes it as JSON, so what is not there is an empty text. */
export interface Run {
  run: string;
  simulationUrl: string;
  guiUrl: string;
  messageQueueUrl: string;
  /** The log's last position before the first event of this run. */
  position: number;
}
