/** A plugin's first bytes, which say how all that follows is encoded. */
export const encodingPreamble: Buffer = Buffer.from("\x07msgpack");
