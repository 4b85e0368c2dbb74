// A keeper's page. With `noCcp` it knows no CCP, and the tabs have to hand the options on.

import { runKeeper } from "/pkg/index.js";
import { ccp, keep, options, record } from "./common.js";

try {
  const own = options.has("noCcp") ? undefined : ccp;
  const keeper = await runKeeper({ streams: options.get("streams") ?? "/streams/connect-streams.js", ccp: own });
  for (const type of ["outcome", "warning"]) keeper.addEventListener(type, ({ detail }) => record(type, detail));
  window.keeper = keeper;
} catch (error) {
  keep(error);
}
