// The package has types for all of it, but none for its reader alone.
declare module "msgpackr/unpack" {
  export { Unpackr } from "msgpackr";
}
