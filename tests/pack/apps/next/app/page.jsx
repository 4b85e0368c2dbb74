// Rendered on the server alone: for the export at the build, else at each request.
import { SessionEndError } from "connect-session-end";
import { connection } from "next/server";

import { Desktop } from "./desktop.jsx";

export default async function Page() {
  if (!process.env.IS_EXPORT) await connection();
  return (
    <main data-imported={typeof SessionEndError}>
      <Desktop instance={process.env.INSTANCE ?? "https://YOUR-INSTANCE.my.connect.aws"} />
    </main>
  );
}
