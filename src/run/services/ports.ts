import { createServer } from 'node:net';

/** Ports that a service of this process is about to use. */
const taken = new Set<number>();

/** A free port of the loopback: the one wished for, or any. */
export async function freePort(wished?: number): Promise<number> {
  if (wished !== undefined && !taken.has(wished)) {
    taken.add(wished);
    if (await tryPort(wished) === wished) return wished;
    taken.delete(wished);
  }
  const port = (await tryPort(0))!;
  taken.add(port);
  return port;
}

/** Lets others have a port again. */
export function givePort(port: number): void {
  taken.delete(port);
}

function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer().once('error', () => resolve(undefined)).listen(port, '127.0.0.1', () => {
      const { port: found } = server.address() as { port: number };
      server.close(() => resolve(found));
    });
  });
}
