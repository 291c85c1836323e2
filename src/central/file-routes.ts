/**
 * A small file server beside the Central System: firmware to be downloaded, and a place for logs and diagnostics.
 *
 *     GET /files               what there is
 *     GET /files/{name}        a file of the folder
 *     PUT /uploads/{name}      into its folder `uploads` (POST does the same)
 *     GET /uploads/{name}
 *
 * Guarantees: nothing outside of the folder is read or written, and what is in it is never overwritten by who uploads, but for another
 * upload of the same name; an upload is there wholly or not at all; one is at most `LARGEST` bytes, and there are at most `MOST` of them.
 */

import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { type Files, FilesError, type FileWriter } from '../files/files.ts';
import { PROBLEM_TYPE, type Problem, problem } from './problem.ts';

/** Bytes of one upload. */
export const LARGEST = 64 * 1024 * 1024;

/** Uploads that are kept. */
export const MOST = 200;

/** Where uploads go, below the folder. */
const UPLOADS = 'uploads';

/** Letters, digits and what file names of logs have between them: no folders, no hidden files. */
const plainName = /^\w[\w.-]{0,199}$/;

type Named = { Params: { name: string } };

export function addFileRoutes(app: FastifyInstance, files: Files): void {
  app.get('/files', () => ({ files: files.list(''), uploads: files.list(UPLOADS) }));
  app.get<Named>('/files/:name', ({ params: { name } }, reply) => send(name, name, reply));
  app.get<Named>('/uploads/:name', ({ params: { name } }, reply) => send(name, `${UPLOADS}/${name}`, reply));

  // In a scope of its own: elsewhere a body is JSON, here it is whatever comes, piece by piece.
  app.register((scope, _, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, body, parsed) => parsed(null, body));
    scope.route<Named>({
      method: ['PUT', 'POST'],
      url: '/uploads/:name',
      handler: ({ params: { name }, body }, reply) => take(name, body as Readable | undefined, reply),
    });
    done();
  });

  function send(name: string, path: string, reply: FastifyReply): FastifyReply {
    const content = plainName.test(name) ? files.read(path) : undefined;
    if (content === undefined) return tell(reply, problem('not-found', `there is no file ${JSON.stringify(name)}`));
    return reply.type('application/octet-stream').send(Buffer.from(content.buffer, content.byteOffset, content.length));
  }

  async function take(name: string, body: Readable | undefined, reply: FastifyReply): Promise<FastifyReply> {
    if (!plainName.test(name))
      return tell(reply, problem('bad-request', 'a name has letters, digits, dots, dashes and underscores'));
    const there = files.list(UPLOADS);
    if (there.length >= MOST && !there.includes(name))
      return tell(reply, problem('no-room', `there are ${there.length} uploads already: remove some`));
    const wrong = await receive(body, files.open(`${UPLOADS}/${name}`));
    return wrong === undefined ? reply.code(201).send() : tell(reply, wrong);
  }
}

/** Writes what comes, to its end. */
async function receive(body: Readable | undefined, writer: FileWriter): Promise<Problem | undefined> {
  try {
    let length = 0;
    for await (const piece of body ?? []) {
      length += (piece as Buffer).length;
      if (length > LARGEST) return problem('too-large', `an upload has at most ${LARGEST} bytes`);
      writer.write(piece as Buffer);
    }
    writer.close();
    return undefined;
  } catch (error) {
    if (error instanceof FilesError) return problem('no-room', error.message);
    throw error;
  } finally {
    writer.discard();
  }
}

function tell(reply: FastifyReply, wrong: Problem): FastifyReply {
  return reply.code(wrong.status).type(PROBLEM_TYPE).send(wrong);
}
