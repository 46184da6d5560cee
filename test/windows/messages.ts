import type { Socket } from "node:net";
import { deserialize, serialize } from "node:v8";

const headerBytes = 4;

/** Sends a message as its length and its bytes. */
export function send(socket: Socket, message: unknown): void {
  const bytes = serialize(message);
  const header = Buffer.alloc(headerBytes);
  header.writeUInt32LE(bytes.length);
  socket.write(Buffer.concat([header, bytes]));
}

/** Calls back with each message that comes. */
export function receive(socket: Socket, onMessage: (message: unknown) => void): void {
  let rest = Buffer.alloc(0);
  socket.on("data", (bytes) => {
    rest = Buffer.concat([rest, bytes]);
    while (rest.length >= headerBytes) {
      const end = headerBytes + rest.readUInt32LE();
      if (rest.length < end) break;
      const message = rest.subarray(headerBytes, end);
      rest = rest.subarray(end);
      onMessage(deserialize(message));
    }
  });
}
