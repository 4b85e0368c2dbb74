import { useEffect, useRef } from "react";
import { BrowserRouter, NavLink, Route, Routes } from "react-router";
import type { KeeperStatus, Outcome } from "connect-session-end";
import { openCcp } from "./ccp";
import { useSessionEnd } from "./useSessionEnd";

const KEEPER: Record<KeeperStatus, string> = {
  none: "No keeper is set up.",
  unknown: "Looking for the keeper…",
  blocked: "The keeper opens a second after your first click on this page.",
  opening: "The keeper is opening…",
  open: "The keeper is open. You can close this tab at any time.",
  outdated: "The keeper is of an older version. Your next click renews it.",
  newer: "The keeper is of a newer version than this page. Reload the page.",
  closed: "The keeper was closed.",
  unreachable: "The keeper was opened, but does not answer.",
};

export function App() {
  return (
    <BrowserRouter>
      <header>
        <nav aria-label="Pages">
          <NavLink to="/">Session</NavLink>
          <NavLink to="/cases">Cases</NavLink>
        </nav>
      </header>
      <main>
        {/* Above the routes, because a route that takes the CCP away cuts the agent's call. */}
        <Ccp />
        <Routes>
          <Route path="cases" element={<Cases />} />
          <Route path="*" element={<Session />} />
        </Routes>
      </main>
    </BrowserRouter>
  );
}

function Cases() {
  return (
    <section className="card board" aria-labelledby="cases">
      <h2 id="cases">Cases</h2>
      <p className="said">A page of your own. The session goes on.</p>
    </section>
  );
}

function Session() {
  const { watch, keeper = "unknown", outcome, error } = useSessionEnd();
  const isMissing = ["blocked", "outdated", "closed", "unreachable"].includes(keeper);
  return (
    <div className="board">
      {error && (
        <p className="card bad" role="alert">
          {error.message}
        </p>
      )}
      <section className="card" aria-labelledby="keeper">
        <h2 id="keeper">Keeper</h2>
        <p className="said" role="status" data-keeper={keeper}>
          {KEEPER[keeper]}
        </p>
        {isMissing && <button onClick={() => watch?.openKeeper()}>Open the keeper</button>}
      </section>
      <section className="card" aria-labelledby="outcome">
        <h2 id="outcome">The end of the last session</h2>
        {outcome && <Ended outcome={outcome} />}
        {!outcome && <p className="said">None yet. Close this tab, wait, and come back.</p>}
      </section>
    </div>
  );
}

function Ccp() {
  const container = useRef<HTMLDivElement>(null);
  useEffect(() => openCcp(container.current!), []);
  return <div className="card ccp" ref={container} />;
}

function Ended({ outcome }: { outcome: Outcome }) {
  const { agent, endedAt, at, by, attempts } = outcome;
  const after = ((at - endedAt) / 1000).toFixed(1);
  return (
    <>
      <p className={outcome.kind === "failed" ? "said bad" : "said"}>{inWords(outcome)}</p>
      <dl>
        <dt>Agent</dt>
        <dd>{agent ?? "unknown"}</dd>
        <dt>Ended</dt>
        <dd>{new Date(endedAt).toLocaleString()}</dd>
        <dt>Over</dt>
        <dd>
          {after} s later, by the {by}, in {attempts} {attempts === 1 ? "attempt" : "attempts"}
        </dd>
      </dl>
    </>
  );
}

function inWords({ kind, from, to, reason, error }: Outcome): string {
  switch (kind) {
    case "changed":
      return `The status changed from ${from} to ${to}.`;
    case "queued":
      return `${to} became the next status after a contact.`;
    case "loggedOut":
      return `The status changed from ${from} to ${to}. Then the agent was logged out.`;
    case "skipped":
      return `Nothing was changed: ${reason}.`;
    case "failed":
      return `${to ?? "The status"} was not set: ${error.message}`;
  }
}
