/**
 * The Datagrams port: UDP to one server and back.
 *
 * Guarantees of every implementation:
 * - after `open` the listener hears, never inside the call, `opened` once or `failed` once, and nothing after `failed` or `close`;
 * - messages come only from the address to which ours go, only after `opened`, in any order, or not at all;
 * - each socket has a port of its own, which nobody can foretell; a name is looked up anew for each.
 */
export interface Datagrams {
  open(target: { readonly host: string; readonly port: number }, listener: DatagramListener): DatagramSocket;
}

export interface DatagramListener {
  /** It may be sent now. */
  opened(): void;
  message(bytes: Uint8Array): void;
  /** There is no such host, or no way to it. */
  failed(reason: string): void;
}

export interface DatagramSocket {
  /** Does nothing before `opened` and after `failed` or `close`. */
  send(bytes: Uint8Array): void;
  close(): void;
}
