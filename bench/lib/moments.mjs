// The last moments in which a page without a keeper might act, as options of the snippet's page.

import { leavesLate } from "./methods.mjs";

export const MOMENTS = {
  beforeunload: { title: "beforeunload" },
  capture: { title: "beforeunload, before all other listeners", page: { capture: "" } },
  twice: { title: "beforeunload, twice", page: { times: 2 } },
  frame: { title: "beforeunload of a frame of the same origin", page: { frame: "own" } },
  foreign: { title: "beforeunload, another site's frame listening", page: { frame: "foreign" } },
  hidden: { title: "visibilitychange to hidden", page: { at: "hidden" } },
  pagehide: { title: "pagehide", page: { at: "pagehide" } },
  "frame-pagehide": { title: "pagehide of a frame of the same origin", page: { at: "pagehide", frame: "own" } },
  all: { title: "all three", page: { at: "beforeunload,hidden,pagehide" } },
  asks: { title: "beforeunload, its prompt answered after 0.5 s", page: { asks: "" }, close: leavesLate },
};
