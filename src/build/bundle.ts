// `npm run build` makes the bundle with this. (The command of rolldown cannot run what rolldown.config.ts imports.)
import { build } from "rolldown";
import config from "../rolldown.config.ts";

await build(config);
