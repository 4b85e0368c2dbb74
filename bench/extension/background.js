// What the measurement does here it says itself: see lib/windows.mjs.
