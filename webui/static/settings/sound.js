/** The sound comes at most so often, in ms (B41). */
const REST = 10_000;

/** Two notes, in Hz, and how long each lasts, in s. */
const NOTES = [660, 880];
const LENGTH = 0.12;

/** A short sound that the page makes by itself. */
export class Sound {
  /** @type {AudioContext | undefined} */
  #audio;
  #last = -Infinity;

  play() {
    if (performance.now() - this.#last < REST) return;
    this.#last = performance.now();
    const audio = this.#audio ??= new AudioContext();
    audio.resume().catch(() => {}); // browsers are silent until the page was used
    NOTES.forEach((note, i) => ring(audio, note, audio.currentTime + i * LENGTH));
  }
}

/**
 * @param {AudioContext} audio
 * @param {number} note
 * @param {number} at
 */
function ring(audio, note, at) {
  const tone = audio.createOscillator(), loudness = audio.createGain();
  tone.frequency.value = note;
  loudness.gain.setValueAtTime(0, at);
  loudness.gain.linearRampToValueAtTime(0.15, at + 0.01);
  loudness.gain.exponentialRampToValueAtTime(0.001, at + 2 * LENGTH);
  tone.connect(loudness).connect(audio.destination);
  tone.start(at);
  tone.stop(at + 2 * LENGTH);
}
