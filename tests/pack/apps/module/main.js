import { start } from "./start.js";
import { connect } from "./streams.js";

start({ connect });
