import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL(".", import.meta.url));
// The variable that the test sets: both builds are made in this one project, side by side.
const target = process.env.IS_EXPORT ? { output: "export" } : { distDir: ".next-server" };

export default { ...target, turbopack: { root } };
