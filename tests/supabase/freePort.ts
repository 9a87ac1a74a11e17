import { createServer } from 'node:net';

/** The preferred TCP port on 127.0.0.1 if it is free now, else any free one. */
export async function freePortLike(preferred: number): Promise<number> {
  try {
    return await freePort(preferred);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    return await freePort();
  }
}

/** A TCP port on 127.0.0.1 that is free now. Somebody may take it before its user does: try again then. */
export async function freePort(port = 0): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No free port on 127.0.0.1.');
  return address.port;
}
