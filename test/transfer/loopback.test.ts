import { createVirtualClock } from '../../src/clock/virtual-clock.ts';
import { type Behaviour, createLoopbackTransfers } from '../../src/transfer/loopback.ts';
import { transferConformance } from './conformance.ts';

const behaviours = {
  refuses: { kind: 'refuses', because: 'permission' },
  cuts: { kind: 'cuts' },
  silent: { kind: 'silent' },
} as const satisfies Readonly<Record<string, Behaviour>>;

transferConformance('loopback', async () => {
  const clock = createVirtualClock();
  const { transfer, serve } = createLoopbackTransfers({ clock });
  const server = serve('http://files.example');
  let settled = Promise.resolve();
  const passing = <O>(outcome: Promise<O>): Promise<O> => {
    settled = clock.settle();
    return settled.then(() => outcome);
  };
  return {
    clock,
    transfer: {
      upload: (each) => passing(transfer.upload(each)),
      download: (each) => passing(transfer.download(each)),
    },
    origin: 'http://user:secret@files.example',
    nobody: 'http://user:secret@nobody.example',
    stored: (path) => {
      const uploaded = server.uploads.findLast((each) => each.path === path);
      return uploaded && Buffer.from(uploaded.content);
    },
    give: (path, content) => void server.files.set(path, content),
    behave: (how) => server.behave(how && behaviours[how]),
    asked: () => settled,
    requests: server.requests,
    close: async () => server.close(),
  };
});
