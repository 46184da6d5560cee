// A machine whose clock stands still at another time: OTHER_CLOCK.
const now = Date.parse(process.env.OTHER_CLOCK);
Date.now = () => now;
