// Streams as it is where it runs as a strict module: nobody finds it but by an import.
import "amazon-connect-streams";

export const { connect } = globalThis;
delete globalThis.connect;
