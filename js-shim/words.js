// What a tab's page may say: English, and any of it replaced by the setting `messages`. `{…}` is filled in.

const WORDS = {
  actingTitle: "Setting {to}",
  actingText: "One moment, please. Your status is being changed.",
  waitingTitle: "Waiting for your contact",
  waitingText: "Your status is changed as soon as the contact has ended.",
  changedTitle: "You are {to}",
  changedText: "This tab can be closed now.",
  queuedTitle: "{to} is next",
  queuedText: "Your status becomes {to} once your contact has ended. This tab can be closed now.",
  skippedTitle: "Nothing to change",
  skippedText: "This tab can be closed now.",
  failedTitle: "Call failed",
  failedText: "You are still {from}. {error}",
  releasedTitle: "You are still {from}",
  releasedText: "This tab can be closed now. Your status is asked for once more as it closes.",
  stay: "Keep working",
  retry: "Retry",
  leave: "Leave anyway",

  blocked: "If you close this page now, your status may stay as it is. A small window takes care of that.",
  closed: "The window that takes care of your status was closed.",
  unreachable:
    "The window that takes care of your status is not heard. It may have been blocked: allow pop-ups for this site. " +
    "Or it belongs to another site: it has to open under {site}.",
  open: "Open the window",
  dismiss: "Dismiss",
};

/** The sentence of this name, filled in. */
export function say(name, values, messages) {
  return (messages?.[name] ?? WORDS[name]).replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "–");
}
