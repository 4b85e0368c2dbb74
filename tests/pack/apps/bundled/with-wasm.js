// For bundlers that leave `new URL(…, import.meta.url)` as it is: they are told of the wasm.
import wasm from "connect-session-end/connect_session_end_bg.wasm";
import { start } from "./start.js";

start({ wasm });
