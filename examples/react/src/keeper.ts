import { runKeeper } from "connect-session-end";
// The keeper loads Streams into a frame of its own, so it needs the file's address.
import streams from "amazon-connect-streams/release/connect-streams-min.js?url";

void runKeeper({ streams });
