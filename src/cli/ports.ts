/** Listening, and what to say when it cannot be done. */

/** Ends as `listening` does; a port that is taken, or may not be used, becomes a sentence that helps. */
export async function explainPort<T>(listening: Promise<T>, host: string, port: number): Promise<T> {
  try {
    return await listening;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') throw new Error(`port ${port} on ${host} is taken; choose another one, or 0 for any`);
    if (code === 'EACCES')
      throw new Error(`port ${port} on ${host} may not be used by this user; choose one above 1023`);
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') throw new Error(`${host} is no address of this machine`);
    throw error;
  }
}

/** Listens on the wanted port, or on any free one when that is taken. */
export async function listenNear<T>(listen: (port: number) => Promise<T>, wanted: number): Promise<T> {
  try {
    return await listen(wanted);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    return listen(0);
  }
}
