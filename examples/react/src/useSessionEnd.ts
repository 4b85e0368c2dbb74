import { useEffect, useState } from "react";
import { watchSessionEnd, type KeeperStatus, type Outcome } from "connect-session-end";
import { CCP } from "./ccp";
import type { SessionEndSettings, SessionEndWatch } from "connect-session-end";

type SessionEnd = { watch?: SessionEndWatch; keeper?: KeeperStatus; outcome?: Outcome | null; error?: Error };

/** A page has one watch at a time, and React may mount a component again before its first watch is there. */
let turn: Promise<unknown> = Promise.resolve();

/** Watches this tab while the component is mounted. */
export function useSessionEnd(settings: SessionEndSettings): SessionEnd {
  const [shown, show] = useState<SessionEnd>({});
  const text = JSON.stringify(settings);
  useEffect(() => {
    let isMounted = true;
    let watch: SessionEndWatch | undefined;
    async function start() {
      if (!isMounted) return;
      watch = await watchSessionEnd(JSON.parse(text), { bar: false, ccp: CCP });
      if (!isMounted) return watch.stop();
      const look = () => show({ watch, keeper: watch?.snapshot().keeper, outcome: watch?.lastOutcome() });
      for (const type of ["keeper", "outcome"] as const) watch.addEventListener(type, look);
      look();
    }
    turn = turn.then(start).catch((error: Error) => isMounted && show({ error }));
    return () => {
      isMounted = false;
      watch?.stop();
    };
  }, [text]);
  return shown;
}
