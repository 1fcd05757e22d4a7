import { parentPort, workerData } from 'node:worker_threads';
import { gradeFile } from './grade-file.ts';

// The other side of `grade-apart.ts`: it is sent files, and sends back what came of each.
parentPort!.on('message', async (file: string) => {
  const done = await gradeFile(file, workerData as string);
  // oxlint-disable-next-line require-post-message-target-origin -- a thread has no origin
  parentPort!.postMessage(done);
});
