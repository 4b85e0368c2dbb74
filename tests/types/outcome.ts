// Outcomes, verdicts and errors: unions that narrow by their kind or code.

import {
  SessionEndError,
  watchSessionEnd,
  type AnyOutcome,
  type Changed,
  type Failed,
  type Failure,
  type FailureCode,
  type Outcome,
  type OutcomeReport,
  type Reason,
  type SessionEndErrorCode,
  type SettingError,
  type SettingErrorCode,
  type Skipped,
  type Verdict,
  type WarningCode,
} from "connect-session-end";

/** Every kind, and nothing else: a new one would not be `never` at the end. */
export function line(outcome: Outcome): string {
  const facts: AnyOutcome = outcome;
  const who = `${facts.agent ?? "?"}, ${facts.by}, ${facts.attempts} attempts, ${facts.at - facts.endedAt} ms`;
  switch (outcome.kind) {
    case "changed":
    case "queued":
    case "loggedOut": {
      const changed: Changed = outcome;
      return `${who}: ${changed.from} to ${changed.to} ${changed.reason ?? ""}`;
    }
    case "skipped": {
      const skipped: Skipped = outcome;
      const reason: Reason = skipped.reason;
      return `${who}: ${reason}`;
    }
    case "failed": {
      const failed: Failed = outcome;
      const error: Failure = failed.error;
      return `${who}: ${error.code}, ${error.message}`;
    }
    default: {
      const none: never = outcome;
      return none;
    }
  }
}

export function would(verdict: Verdict): string {
  switch (verdict.kind) {
    case "set":
      return `${verdict.to} ${verdict.enqueue} ${verdict.logsOut}`;
    case "logOut":
      return verdict.url;
    case "wait":
      return "";
    case "skip":
      return verdict.reason;
    case "fail":
      return verdict.error.message;
    default: {
      const none: never = verdict;
      return none;
    }
  }
}

export function misread(outcome: Outcome, verdict: Verdict): unknown[] {
  return [
    // @ts-expect-error only what failed is sure to have an error
    outcome.error.code,
    // @ts-expect-error a tag that does not exist
    outcome.kind === "loggedout",
    // @ts-expect-error what was skipped has no error
    outcome.kind === "skipped" && outcome.error.code,
    // @ts-expect-error the address is the logout's alone
    verdict.url,
  ];
}

// @ts-expect-error a failure says why
export const mute: Pick<Failed, "kind" | "error"> = { kind: "failed", error: null };
// @ts-expect-error a reason is no failure's code
export const mixed: FailureCode = "already-set";
// @ts-expect-error a failure's code is no warning's
export const loud: WarningCode = "nobody-left";

try {
  await watchSessionEnd({ status: "Logout" });
} catch (error) {
  if (!(error instanceof SessionEndError)) throw error;
  const { name, code, message, errors, cause } = error;
  const refused: SessionEndErrorCode = code;
  const wrong: SettingError[] = errors ?? [];
  const codes: SettingErrorCode[] = wrong.map((one) => one.code);
  console.error(name, refused, message, codes, cause, wrong.map(({ setting, value, message }) => [setting, value, message]));
  // @ts-expect-error `errors` is there with `bad-settings` alone
  error.errors.length;
  // @ts-expect-error what was refused stays refused
  error.code = "no-window";
  // @ts-expect-error no such code
  if (code === "bad-setting") throw error;
}

export const made: Error = new SessionEndError({ code: "no-window", message: "There is no page here." }, { cause: 1 });
// @ts-expect-error a refusal has a sentence
export const silent = new SessionEndError({ code: "no-window" });

/** What a collector reads. */
export function row(report: OutcomeReport): readonly (string | number | null)[] {
  const version: 1 = report.version;
  const minutes = report.sessionStartedAt === null ? null : (report.endedAt - report.sessionStartedAt) / 60_000;
  return [version, report.library, report.scope, report.agent, report.kind, report.reason, report.code, report.from, report.to,
    report.by, report.trigger, report.attempts, minutes, report.at];
}
