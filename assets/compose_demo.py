#!/usr/bin/env python3
"""Composes the demo track: 30 seconds of electronic music at 124 BPM, in A minor.

    python3 assets/compose_demo.py demo.wav
    ffmpeg -i demo.wav -c:a flac -compression_level 12 -bitexact -map_metadata -1 assets/demo.flac

Intro, build, drop, break, second drop with a lead melody, outro: every two or four bars something
changes, so that a visualiser has something to show. Needs numpy. The seed is fixed; numpy's sine
may differ in the last digit between machines, so assets/demo.flac itself is the reference.
"""

import sys
import wave

import numpy as np

RATE = 48000
SECONDS = 30
FRAMES = RATE * SECONDS
STEP = 60 / 124 / 4  # a sixteenth note, in seconds
BAR = 16 * STEP
RANDOM = np.random.default_rng(124)

# Sections, in bars: [first, end).
INTRO, BUILD, DROP, BREAK, SECOND_DROP, OUTRO = (0, 2), (2, 4), (4, 8), (8, 10), (10, 14), (14, 15)

# MIDI notes of each chord: bass, then the voicing of the pad.
A_MINOR = (33, (57, 60, 64, 67, 71))
F_MAJOR = (29, (57, 60, 64, 65, 72))
C_MAJOR = (36, (55, 60, 64, 67, 74))
G_MAJOR = (31, (55, 59, 62, 67, 69))
CHORDS = [
    A_MINOR, F_MAJOR, C_MAJOR, G_MAJOR,
    A_MINOR, F_MAJOR, C_MAJOR, G_MAJOR,
    F_MAJOR, G_MAJOR,
    A_MINOR, F_MAJOR, C_MAJOR, G_MAJOR,
    A_MINOR,
]  # fmt: skip

# (step, length in steps, note), a bar each.
MELODY = {
    id(A_MINOR): [(0, 3, 76), (3, 3, 79), (6, 4, 81), (10, 2, 79), (12, 4, 76)],
    id(F_MAJOR): [(0, 3, 72), (3, 3, 76), (6, 4, 77), (10, 2, 76), (12, 4, 72)],
    id(C_MAJOR): [(0, 3, 79), (3, 3, 76), (6, 4, 79), (10, 2, 83), (12, 4, 84)],
    id(G_MAJOR): [(0, 3, 83), (3, 3, 81), (6, 4, 79), (10, 2, 74), (12, 4, 74)],
}


def bars(section):
    return range(*section)


def at(bar, step=0.0):
    """Seconds at a step of a bar."""
    return bar * BAR + step * STEP


def hertz(note):
    return 440.0 * 2 ** ((note - 69) / 12)


def bus():
    return np.zeros((2, FRAMES))


def seconds(length):
    return np.arange(int(length * RATE)) / RATE


def place(target, start, sound, gain=1.0, pan=0.0):
    """Adds a mono sound; pan -1 is left, +1 right, at constant power."""
    first = int(round(start * RATE))
    count = min(len(sound), FRAMES - first)
    if count <= 0:
        return
    angle = (pan + 1) * np.pi / 4
    target[0, first : first + count] += sound[:count] * gain * np.cos(angle) * np.sqrt(2)
    target[1, first : first + count] += sound[:count] * gain * np.sin(angle) * np.sqrt(2)


# Filters, all in the frequency domain: whole sounds at once, or in overlapping frames.


def filter_whole(x, gain):
    """Multiplies the spectrum by gain(hertz)."""
    spectrum = np.fft.rfft(x, axis=-1)
    return np.fft.irfft(spectrum * gain(np.fft.rfftfreq(x.shape[-1], 1 / RATE)), x.shape[-1], axis=-1)


def low_pass(cutoff, order=2):
    return lambda f: 1 / np.sqrt(1 + (f / cutoff) ** (2 * order))


def high_pass(cutoff, order=2):
    return lambda f: 1 / np.sqrt(1 + (cutoff / np.maximum(f, 1)) ** (2 * order))


def band_pass(low, high, order=2):
    return lambda f: high_pass(low, order)(f) * low_pass(high, order)(f)


def sweep_filter(x, cutoff_at, resonance=0.0):
    """A low-pass whose cutoff follows cutoff_at(seconds), in 43 ms frames."""
    size, hop = 2048, 512
    window = np.sqrt(0.5 - 0.5 * np.cos(2 * np.pi * np.arange(size) / size))
    f = np.fft.rfftfreq(size, 1 / RATE)
    padded = np.pad(x, ((0, 0), (size, size)))
    out = np.zeros_like(padded)
    for first in range(0, padded.shape[1] - size, hop):
        cutoff = cutoff_at((first - size / 2) / RATE)
        gain = low_pass(cutoff, 3)(f) * (1 + resonance * np.exp(-(((f / cutoff - 0.9) / 0.25) ** 2)))
        frame = np.fft.rfft(padded[:, first : first + size] * window, axis=1) * gain
        out[:, first : first + size] += np.fft.irfft(frame, size, axis=1) * window
    return out[:, size : size + x.shape[1]] * (2 * hop / size)


# Oscillators and instruments.


def saw(frequency, count, phase=0.0):
    """A saw wave whose step is smoothed over two samples (PolyBLEP)."""
    increment = frequency / RATE
    t = (phase + increment * np.arange(count)) % 1.0
    wave_ = 2 * t - 1
    early = t < increment
    late = t > 1 - increment
    e = t[early] / increment
    wave_[early] -= 2 * e - e * e - 1
    late_t = (t[late] - 1) / increment
    wave_[late] -= late_t * late_t + 2 * late_t + 1
    return wave_


def harmonics(frequency, length, brightness, odd_only=False):
    """A decaying tone of partials 1/n; brightness(t) is the cutoff in Hz over time."""
    t = seconds(length)
    cutoff = brightness(t)
    sound = np.zeros_like(t)
    for n in range(1, 48, 2 if odd_only else 1):
        if n * frequency > 16000:
            break
        sound += np.sin(2 * np.pi * n * frequency * t) / n / (1 + (n * frequency / cutoff) ** 4)
    return sound


def fade(sound, attack=0.002, release=0.01):
    count_in, count_out = int(attack * RATE), int(release * RATE)
    sound = sound.copy()
    sound[:count_in] *= np.linspace(0, 1, count_in)
    sound[len(sound) - count_out :] *= np.linspace(1, 0, count_out)
    return sound


def kick():
    t = seconds(0.32)
    pitch = 47 + 120 * np.exp(-t / 0.025) + 900 * np.exp(-t / 0.003)
    body = np.sin(2 * np.pi * np.cumsum(pitch) / RATE) * np.exp(-t / 0.13)
    return fade(np.tanh(1.8 * body), 0.0005, 0.05)


def noise(length):
    return RANDOM.standard_normal(int(length * RATE))


def clap():
    t = seconds(0.3)
    envelope = np.exp(-t / 0.07) * 0.7
    for delay in (0.0, 0.011, 0.021):
        envelope += np.where(t >= delay, np.exp(-(t - delay) / 0.004), 0)
    return fade(filter_whole(noise(0.3), band_pass(900, 5200)) * envelope, 0.0005)


def snare():
    t = seconds(0.18)
    body = np.sin(2 * np.pi * (185 * t + 6 * (1 - np.exp(-t / 0.012)) / 6)) * np.exp(-t / 0.05)
    return fade(body * 0.5 + filter_whole(noise(0.18), band_pass(1500, 9000)) * np.exp(-t / 0.045) * 0.6)


def hat(decay):
    t = seconds(decay * 5)
    return fade(filter_whole(noise(decay * 5), band_pass(7000, 14500, 4)) * np.exp(-t / decay), 0.0005)


def crash():
    t = seconds(2.4)
    return fade(filter_whole(noise(2.4), band_pass(3500, 13000)) * np.exp(-t / 0.7), 0.001, 0.1)


def riser(length):
    t = seconds(length)
    swell = (t / length) ** 2.2
    sound = sweep_filter(noise(length)[None, :], lambda s: 400 + 8000 * max(s / length, 0) ** 2, 3.0)[0]
    tone = np.sin(2 * np.pi * np.cumsum(220 * 2 ** (2 * t / length)) / RATE)
    return fade(filter_whole(sound, high_pass(350)) * swell * 0.5 + tone * swell * 0.12, 0.01, 0.004)


def bass_note(note, length, accent):
    frequency = hertz(note)
    tone = harmonics(frequency, length, lambda t: 130 + (500 + 900 * accent) * np.exp(-t / 0.07))
    sub = np.sin(2 * np.pi * frequency * seconds(length))
    return fade(np.tanh(1.1 * tone + 0.7 * sub), 0.003, 0.02)


def pluck_note(note, bright):
    t = seconds(0.35)
    tone = harmonics(hertz(note), 0.35, lambda u: 300 + bright * np.exp(-u / 0.06))
    return fade(tone * np.exp(-t / 0.11), 0.001, 0.02)


def bell_note(note, length):
    t = seconds(length + 0.8)
    f = hertz(note)
    modulator = np.sin(2 * np.pi * 3.5 * f * t) * np.exp(-t / 0.25) * 1.4
    return fade(np.sin(2 * np.pi * f * t + modulator) * np.exp(-t / 0.55), 0.002, 0.1)


def lead_note(note, length):
    t = seconds(length + 0.06)
    vibrato = 1 + 0.004 * np.sin(2 * np.pi * 5.6 * t) * np.minimum(t / 0.25, 1)
    phase = 2 * np.pi * np.cumsum(hertz(note) * vibrato) / RATE
    sound = np.zeros_like(t)
    for n in range(1, 14):
        sound += np.sin(n * phase) / n / (1 + (n * hertz(note) / 4200) ** 4)
        sound += 0.6 * np.sin(n * phase * 1.0035) / n / (1 + (n * hertz(note) / 4200) ** 4)
    return fade(sound * (0.65 + 0.35 * np.exp(-t / 0.2)), 0.008, 0.06)


def chord_saws(notes, length, voices, spread):
    """Detuned saws in stereo."""
    count = int(length * RATE)
    sound = np.zeros((2, count))
    for note in notes:
        for voice in range(voices):
            place_in = (voice / max(voices - 1, 1)) * 2 - 1
            tone = saw(hertz(note) * (1 + spread * place_in), count, RANDOM.random())
            sound[0] += tone * (1 - 0.7 * place_in)
            sound[1] += tone * (1 + 0.7 * place_in)
    return sound / (len(notes) * voices)


# The parts.


def drums():
    kicks, others, echoed = bus(), bus(), bus()
    kick_times = []
    kick_sound, clap_sound, snare_sound = kick(), clap(), snare()
    closed, open_, crash_sound = hat(0.022), hat(0.075), crash()

    def hit_kick(bar, step, gain=1.0):
        kick_times.append((at(bar, step), gain))
        place(kicks, at(bar, step), kick_sound, gain)

    for bar in list(bars(DROP)) + list(bars(SECOND_DROP)):
        last = bar in (DROP[1] - 1, SECOND_DROP[1] - 1)
        for step in (0, 4, 8) if last else (0, 4, 8, 12):
            hit_kick(bar, step)
        if bar in (5, 7, 11, 13):
            hit_kick(bar, 10 if last else 14.0, 0.7)
        for step in (4, 12):
            place(others, at(bar, step), clap_sound, 0.50)
            place(echoed, at(bar, step), clap_sound, 0.20)
        for step in range(16):
            gain = (0.20, 0.10, 0.28, 0.12)[step % 4]
            place(others, at(bar, step + (0.12 if step % 2 else 0)), closed, gain, 0.25)
        for step in (2, 6, 10, 14):
            place(others, at(bar, step), open_, 0.26 if bar >= SECOND_DROP[0] else 0.18, -0.3)
        if last:
            for step in (12, 13, 14, 14.5, 15, 15.5):
                place(others, at(bar, step), snare_sound, 0.25 + 0.03 * (step - 12) * 2)
    for bar in bars(INTRO):
        for step in range(0, 16, 2):
            place(others, at(bar, step), closed, 0.05 + 0.04 * bar + (0.05 if step % 4 else 0), 0.25)
    for bar in bars(BUILD):
        for step in range(16):
            place(others, at(bar, step), closed, (0.12, 0.06, 0.18, 0.08)[step % 4], 0.25)
        for step in (0, 4, 8, 12):
            if bar == BUILD[0] or step < 8:
                hit_kick(bar, step, 0.75)
    for bar in (BUILD[1] - 1, BREAK[1] - 1):
        steps = list(range(0, 8, 2)) + list(range(8, 12)) + [12 + i / 2 for i in range(7)]
        for step in steps:
            place(others, at(bar, step), snare_sound, 0.10 + 0.25 * (step / 16) ** 1.5)
            place(echoed, at(bar, step), snare_sound, 0.05)
    for bar, gain in ((DROP[0], 0.34), (SECOND_DROP[0], 0.36), (BREAK[0], 0.22), (OUTRO[0], 0.32), (12, 0.2)):
        place(others, at(bar), crash_sound, gain, 0.15)
        place(echoed, at(bar), crash_sound, gain * 0.4, -0.3)
    hit_kick(BREAK[0], 0, 0.9)
    hit_kick(OUTRO[0], 0)
    return kicks, others, echoed, kick_times


def bass():
    out = bus()
    pattern = [(2, 0, 1.0), (3, 0, 0.4), (6, 0, 1.0), (7, 12, 0.5), (10, 0, 1.0), (11, 0, 0.4), (13, 7, 0.6), (14, 12, 1.0), (15, 10, 0.4)]
    cache = {}
    for bar in list(bars(DROP)) + list(bars(SECOND_DROP)):
        root = CHORDS[bar][0]
        for step, interval, accent in pattern:
            if bar == SECOND_DROP[1] - 1 and step > 11:
                continue
            key = (root + interval, accent)
            if key not in cache:
                cache[key] = bass_note(root + interval, STEP * 0.95, accent)
            place(out, at(bar, step), cache[key], 0.42 * (0.75 + 0.25 * accent))
        place(out, at(bar), bass_note(root, STEP * 1.8, 0.7), 0.36)
    for bar in bars(BUILD):
        for step in range(0, 16, 2):
            place(out, at(bar, step), bass_note(CHORDS[bar][0] + 12, STEP * 1.2, 0.1 + 0.05 * step), 0.20)
    for bar in bars(BREAK):
        place(out, at(bar), bass_note(CHORDS[bar][0] + 12, BAR * 0.97, 0.0), 0.13)
    place(out, at(OUTRO[0]), bass_note(CHORDS[OUTRO[0]][0], BAR, 0.3) * np.exp(-seconds(BAR) / 0.9), 0.4)
    return out


def pads():
    out = bus()
    for bar, (_, notes) in enumerate(CHORDS):
        length = BAR if bar < OUTRO[0] else SECONDS - at(bar) - 0.05
        sound = chord_saws(notes, length + (0.08 if bar < OUTRO[0] else 0), 5, 0.006)
        for channel in range(2):
            sound[channel] = fade(sound[channel], 0.06, 0.08 if bar < OUTRO[0] else 0.6)
        first = int(at(bar) * RATE)
        count = min(sound.shape[1], FRAMES - first)
        loud = 0.9 if bar in bars(BREAK) else 0.8 if bar in bars(DROP) else 1.0
        out[:, first : first + count] += sound[:, :count] * loud

    def cutoff(time):
        bar = time / BAR
        points = [0, 2, 3.9, 4, 8, 8.01, 9.9, 10, 14, 15.4]
        octaves = [8.2, 9.3, 12.6, 11.2, 11.6, 9.6, 12.6, 11.8, 12.2, 8.0]
        wobble = 0.35 * np.sin(2 * np.pi * bar / 2) if 4 <= bar < 14 else 0
        return 2 ** (np.interp(bar, points, octaves) + wobble)

    return sweep_filter(filter_whole(out, high_pass(140)), cutoff, 0.8)


def stabs():
    """Chord stabs in the rhythm 3-3-2 of the second drop, and of the last bars of the first."""
    out = bus()
    for bar in (6, 7) + tuple(bars(SECOND_DROP)):
        notes = [note + 12 for note in CHORDS[bar][1][:4]]
        for step in (0, 3, 6, 8, 11, 14):
            if bar == SECOND_DROP[1] - 1 and step > 11:
                continue
            sound = chord_saws(notes, 0.2, 3, 0.009)
            envelope = np.exp(-seconds(0.2) / 0.06)
            first = int(at(bar, step) * RATE)
            for channel in range(2):
                out[channel, first : first + sound.shape[1]] += fade(sound[channel] * envelope)
    return filter_whole(out, band_pass(250, 6500))


def arpeggio():
    out = bus()
    order = [0, 2, 1, 3, 2, 4, 3, 1, 0, 3, 2, 4, 1, 3, 4, 2]
    cache = {}
    for bar, (_, notes) in enumerate(CHORDS[: OUTRO[0]]):
        for step in range(16):
            if bar == 0 and step % 4 != 0 or bar == 1 and step % 2 != 0:
                continue
            progress = (bar + step / 16 - BUILD[0]) / 2
            if bar < BUILD[0]:
                bright, gain = 900, 0.20
            elif bar < BUILD[1]:
                bright, gain = 900 + 3800 * round(progress, 1), 0.22
            elif bar in bars(BREAK):
                if step % 2:
                    continue
                bright, gain = 1400, 0.16
            else:
                bright, gain = (3600 if step % 4 == 0 else 2500), 0.20
            note = notes[order[step]] + 12
            key = (note, bright)
            if key not in cache:
                cache[key] = pluck_note(note, bright)
            place(out, at(bar, step), cache[key], gain, 0.5 * np.sin(step * 1.7))
    return out


def melody():
    lead, bells = bus(), bus()
    for bar in bars(SECOND_DROP):
        for step, length, note in MELODY[id(CHORDS[bar])]:
            place(lead, at(bar, step), lead_note(note, length * STEP * 0.92), 0.16)
    for bar in bars(BREAK):
        for step, length, note in MELODY[id(CHORDS[bar])]:
            place(bells, at(bar, step), bell_note(note, length * STEP), 0.20, 0.3 * np.sin(step))
    for step, note in ((0, 81), (3, 79), (6, 76), (10, 72), (14, 69)):
        place(bells, at(OUTRO[0], step), bell_note(note, 0.6), 0.2, 0.3 * np.sin(step))
    return lead, bells


def effects():
    out = bus()
    for end, length in ((DROP[0], 2 * BAR), (SECOND_DROP[0], 1.5 * BAR)):
        place(out, at(end) - length, riser(length), 0.26)
    reverse = crash()[::-1]
    for bar in (BREAK[0], OUTRO[0]):
        place(out, at(bar) - len(reverse) / RATE, reverse, 0.10)
    drop = seconds(1.1)
    boom = np.sin(2 * np.pi * np.cumsum(30 + 60 * np.exp(-drop / 0.35)) / RATE) * np.exp(-drop / 0.4)
    for bar in (DROP[0], BREAK[0], SECOND_DROP[0]):
        place(out, at(bar), fade(boom, 0.005, 0.05), 0.25)
    return out


# Space, dynamics, mix.


def reverb(x, decay=1.5, damping=5200):
    length = int(decay * 1.6 * RATE)
    t = np.arange(length) / RATE
    size = 1 << int(FRAMES + length).bit_length()
    wet = np.zeros_like(x)
    send = filter_whole(x, band_pass(260, damping, 1))
    for channel in range(2):
        impulse = RANDOM.standard_normal(length) * np.exp(-t * 6.9 / decay) * np.minimum(t / 0.012, 1)
        impulse /= np.sqrt(np.sum(impulse**2))
        spectrum = np.fft.rfft(send[channel], size) * np.fft.rfft(impulse, size)
        wet[channel] = np.fft.irfft(spectrum, size)[:FRAMES]
    return wet


def ping_pong(x, feedback=0.42, taps=6):
    """Echoes of three sixteenths that change sides and lose treble."""
    out = np.zeros_like(x)
    echo = x
    for tap in range(1, taps + 1):
        echo = filter_whole(echo, band_pass(220, 4800, 1))[::-1] * feedback
        shift = int(round(3 * STEP * tap * RATE))
        out[:, shift:] += echo[:, : FRAMES - shift]
    return out


def duck(kick_times, depth, release=0.24):
    """The gain that makes room for the kick."""
    gain = np.ones(FRAMES)
    t = np.arange(int(release * RATE)) / RATE
    shape = (1 - t / release) ** 1.5
    for time, strength in kick_times:
        first = int(time * RATE)
        count = min(len(shape), FRAMES - first)
        part = gain[first : first + count]
        np.minimum(part, 1 - depth * strength * shape[:count], out=part)
    return gain


def limit(x, ceiling):
    """Peaks are held under the ceiling by a gain that is smooth over 4 ms."""
    span = 96
    peak = np.max(np.abs(x), axis=0)
    blocks = np.pad(peak, (0, -len(peak) % span)).reshape(-1, span).max(axis=1)
    around = np.maximum(blocks, np.maximum(np.roll(blocks, 1), np.roll(blocks, -1)))
    wanted = np.minimum(1.0, ceiling / np.maximum(around, 1e-9))
    for i in range(1, len(wanted)):  # 120 ms release
        wanted[i] = min(wanted[i], wanted[i - 1] + (1 - wanted[i - 1]) * span / (0.12 * RATE))
    centres = (np.arange(len(wanted)) + 0.5) * span
    return np.clip(x * np.interp(np.arange(x.shape[1]), centres, wanted), -ceiling, ceiling)


def mix():
    kicks, percussion, percussion_send, kick_times = drums()
    strong, light = duck(kick_times, 0.85), duck(kick_times, 0.45)
    bass_bus = bass() * duck(kick_times, 0.9, 0.15)
    pad_bus, stab_bus, arp_bus = pads(), stabs(), arpeggio()
    lead, bells = melody()
    effect_bus = effects()

    echoes = ping_pong(arp_bus * 0.7 + lead * 0.45 + bells * 0.6)
    space = reverb(percussion_send + arp_bus * 0.30 + lead * 0.35 + bells * 0.9
                   + stab_bus * 0.5 + pad_bus * 0.35 + effect_bus * 0.2 + echoes * 0.3)  # fmt: skip
    total = (kicks * 1.10 + percussion * 0.95 + bass_bus * 0.82
             + pad_bus * 1.05 * strong + stab_bus * 1.25 * strong + arp_bus * 0.9 * light
             + lead * 1.05 * light + bells * 0.9 + effect_bus * 0.8
             + echoes * 0.8 * light + space * 0.55 * strong)  # fmt: skip
    return total


def master(x):
    x = filter_whole(x, band_pass(28, 15500, 2))
    x = filter_whole(x, low_pass(15500, 24))
    x = np.tanh(x * 0.9 * GAIN) / 0.9
    x = limit(x, 10 ** (-1.6 / 20))
    t = np.arange(FRAMES) / RATE
    x *= np.clip((SECONDS - 0.08 - t) / 1.3, 0, 1) ** 1.5  # ends in digital silence
    x *= np.clip(t / 0.01, 0, 1)
    return x


GAIN = 0.5


def main():
    sound = master(mix())
    samples = np.round(sound * 32767).astype("<i2")
    with wave.open(sys.argv[1], "wb") as out:
        out.setnchannels(2)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(samples.T.tobytes())


if __name__ == "__main__":
    main()
