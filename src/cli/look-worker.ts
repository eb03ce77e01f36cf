import { MessagePort, workerData } from 'node:worker_threads';
import { Job, look } from './look';

const { job, port, state } = workerData as { job: Job; port: MessagePort; state: Int32Array };

try {
  port.postMessage({ looked: look(job, (path, size) => port.postMessage({ path, size })) });
} catch (error) {
  port.postMessage({ error });
}
Atomics.store(state, 0, 1);
Atomics.notify(state, 0);
