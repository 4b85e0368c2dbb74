"use client";

import { watchSessionEnd } from "connect-session-end";
import { useEffect, useRef, useState } from "react";

export function Desktop({ instance }) {
  const box = useRef(null);
  const [said, say] = useState("");
  useEffect(() => {
    const ccp = { ccpUrl: `${instance}/ccp-v2/`, loginPopup: false };
    connect.core.initCCP(box.current, ccp);
    const settings = { sessionEndTimer: 1, keeper: { url: "/keeper.html" } };
    watchSessionEnd(settings, { ccp }).then(() => say("watched"), ({ code, message }) => say(`${code}: ${message}`));
  }, []);
  return (
    <>
      <div ref={box} style={{ width: 320, height: 300 }} />
      <p id="said">{said}</p>
    </>
  );
}
