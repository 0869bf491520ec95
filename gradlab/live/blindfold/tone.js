// A soft tone whose pitch says how steep it is: low where it is flat, two octaves higher where it is steepest.

const LOWEST = 220; // hertz

export function makeTone() {
  let context = null;
  let voice = null;
  let gain = null;

  function start() {
    context = new AudioContext();
    voice = context.createOscillator();
    gain = context.createGain();
    gain.gain.value = 0;
    voice.connect(gain).connect(context.destination);
    voice.start();
  }
  return {
    /** steepness: from 0 to 1, heard for a moment; null for silence. */
    play(steepness) {
      if (steepness === null && !context) return;
      if (!context) start();
      const now = context.currentTime;
      gain.gain.cancelScheduledValues(now);
      gain.gain.setTargetAtTime(steepness === null ? 0 : 0.08, now, 0.02);
      if (steepness === null) return;
      voice.frequency.setTargetAtTime(LOWEST * 4 ** Math.min(1, Math.sqrt(steepness)), now, 0.02);
      gain.gain.setTargetAtTime(0, now + 0.35, 0.08);
    },
    end: () => context?.close(),
  };
}
