import { runKeeper } from "connect-session-end";
import { openCcp } from "./ccp";

openCcp(document.getElementById("ccp")!, { isKeeper: true });
void runKeeper();
