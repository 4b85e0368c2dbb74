// A keeper's page: the CCP through Streams' own initCCP, and the keeper.

import { runKeeper } from "/pkg/index.js";
import { initCcp, keep } from "./common.js";

initCcp();
try {
  window.keeper = await runKeeper();
} catch (error) {
  keep(error);
}
