"""Films whose every frame has its own number painted in, as bits."""

from fractions import Fraction

import numpy as np

WIDTH, HEIGHT, BITS = 192, 108, 12
NTSC = Fraction(30_000, 1001)
X264 = {"bf": "3", "g": "48", "preset": "veryfast"}
VP9 = {"deadline": "realtime", "cpu-used": "8", "auto-alt-ref": "1", "lag-in-frames": "16"}


def painted(number):
    picture = np.full((HEIGHT, WIDTH, 3), 40, np.uint8)
    for bit in range(BITS):
        picture[20:60, 8 + bit * 14 : 20 + bit * 14] = 235 if number >> bit & 1 else 16
    picture[70:100, (number * 3) % WIDTH : (number * 3) % WIDTH + 10] = 200
    return picture


def told(picture):
    """Read the number in a picture."""
    bits = [picture[30:50, 11 + bit * 14 : 17 + bit * 14].mean() > 125 for bit in range(BITS)]
    return sum(1 << n for n, bit in enumerate(bits) if bit)


def uneven(count, seed=0):
    """Give presentation times of a variable rate, in ticks of 1/90000 s."""
    steps = np.random.default_rng(seed).choice([1500, 3003, 3000, 9000, 6006], count - 1)
    return np.concatenate(([0], np.cumsum(steps))).tolist()


def film(path, codec, rate, *, count=300, ticks=None, options=None, container=None, sound=False):
    import av

    with av.open(str(path), "w", options=container or {}) as out:
        stream = out.add_stream(codec, rate=rate, options=options or {})
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        stream.thread_count = 1
        base = Fraction(1, 90_000) if ticks else 1 / Fraction(rate)
        if ticks:
            stream.codec_context.time_base = stream.time_base = base
        heard = (
            out.add_stream("libopus" if path.suffix == ".webm" else "aac", 48_000)
            if sound
            else None
        )
        for number in range(count):
            frame = av.VideoFrame.from_ndarray(painted(number), format="rgb24")
            frame.pts, frame.time_base = ticks[number] if ticks else number, base
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
        if heard:
            _hear(av, out, heard, count / rate)
    return path


def _hear(av, out, stream, length):
    samples = (0.3 * np.sin(np.arange(int(length * 48_000)) * 0.05)).astype(np.float32)
    frame = av.AudioFrame.from_ndarray(samples[None], format="fltp", layout="mono")
    frame.sample_rate, frame.pts = 48_000, 0
    resampler = av.AudioResampler(stream.format, stream.layout, 48_000, frame_size=960)
    for part in (*resampler.resample(frame), *resampler.resample(None)):
        out.mux(stream.encode(part))
    out.mux(stream.encode(None))
