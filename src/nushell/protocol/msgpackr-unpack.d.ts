// The package has types for its whole, none for its reader alone.
declare module "msgpackr/unpack" {
  export { Unpackr } from "msgpackr";
}
