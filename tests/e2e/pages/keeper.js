// A keeper's page: the CCP through Streams' own initCCP, and the keeper.

import { runKeeper } from "/pkg/index.js";
import { initCcp, keep, record } from "./common.js";

initCcp();
try {
  const keeper = await runKeeper();
  for (const type of ["outcome", "warning"]) keeper.addEventListener(type, ({ detail }) => record(type, detail));
  window.keeper = keeper;
} catch (error) {
  keep(error);
}
