import { useEffect, useState } from "react";
import type { KeeperStatus, Outcome, SessionEndWatch } from "connect-session-end";
import { pageWatch } from "./watch";

type SessionEnd = { watch?: SessionEndWatch; keeper?: KeeperStatus; outcome?: Outcome | null; error?: Error };

const EVENTS = ["keeper", "outcome"] as const;

/** What the page's watch says. A component that goes only stops to listen. */
export function useSessionEnd(): SessionEnd {
  const [shown, show] = useState<SessionEnd>({});
  useEffect(() => {
    let watch: SessionEndWatch | undefined;
    let isMounted = true;
    const look = () => show({ watch, keeper: watch?.snapshot().keeper, outcome: watch?.lastOutcome() });
    pageWatch().then(
      (its) => {
        if (!isMounted) return;
        watch = its;
        for (const type of EVENTS) watch.addEventListener(type, look);
        look();
      },
      (error: Error) => isMounted && show({ error }),
    );
    return () => {
      isMounted = false;
      for (const type of EVENTS) watch?.removeEventListener(type, look);
    };
  }, []);
  return shown;
}
