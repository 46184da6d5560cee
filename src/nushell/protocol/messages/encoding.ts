/** A plugin's first bytes, which say how all that follows is encoded. */
export const encodingPreamble = "\x07msgpack";
