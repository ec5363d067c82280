"""How fast series, frames and clocks answer, each beside what people would use otherwise.

    python bench/streams.py [--rows 2000000] [--minutes 10]

Every figure is the median of five runs in one process; ratios are the safe part.
"""

import argparse
import json
import statistics
import tempfile
import time
from fractions import Fraction
from pathlib import Path

import numpy as np

from dure.ingest.probes import examine
from dure.streams import columnar, portions, soundtrack, window
from dure.streams.clocks import Events, relate
from dure.streams.frames import read_video


def timed(work, times=5):
    """Give the median of some runs in milliseconds, and the last answer."""
    took = []
    for _ in range(times):
        began = time.perf_counter()
        answer = work()
        took.append((time.perf_counter() - began) * 1e3)
    return round(statistics.median(took), 2), answer


def series(folder, rows):
    """Take a log of one-second power in, then ask for an hour of it and for all of it."""
    import duckdb
    import pandas as pd

    path, kept = folder / "power.csv", folder / "power.parquet"
    chance = np.random.default_rng(7)
    seconds = np.arange(rows) + 1_700_000_000
    frame = pd.DataFrame({"time": seconds})
    for name in ("power (W)", "temperature (C)", "door", "motor"):
        frame[name] = np.round(chance.normal(100, 20, rows), 2)
    frame.to_csv(path, index=False)
    del frame
    found = {"rows": rows, "csv_mb": path.stat().st_size >> 20}
    found["examine_ms"], _ = timed(lambda: examine("power.csv", path, None), 1)
    content = path.read_bytes()
    found["read_and_write_ms"], _ = timed(
        lambda: columnar.write(window.read(content, "text/csv"), kept), 1
    )
    with path.open("rb") as file:
        found["in_portions_ms"], _ = timed(lambda: portions.write(file, "text/csv", kept), 1)
    found["parquet_mb"] = round(kept.stat().st_size / 1e6, 1)
    start = rows // 2
    hour = (start, start + 3600)
    found["hour_ms"], stretch = timed(lambda: columnar.window(kept, *hour))
    found["whole_ms"], whole = timed(lambda: columnar.window(kept))
    assert stretch.total_rows == min(3601, rows - start)
    assert whole.total_rows == rows
    first = int(seconds[0])

    def pandas():
        read = pd.read_csv(path)
        return read[(read["time"] >= first + hour[0]) & (read["time"] <= first + hour[1])]

    between = f"{first + hour[0]} AND {first + hour[1]}"
    asked = f"SELECT * FROM read_csv('{path}') WHERE time BETWEEN {between}"
    found["pandas_csv_hour_ms"], rows_of_pandas = timed(pandas, 3)
    found["duckdb_csv_hour_ms"], rows_of_duckdb = timed(lambda: duckdb.sql(asked).fetchnumpy(), 3)
    found["whole_file_before_ms"], _ = timed(
        lambda: window.window(window.read(content, "text/csv"), *hour), 3
    )
    assert len(rows_of_pandas) == len(rows_of_duckdb["time"]) == stretch.total_rows
    return found


def frames(folder, minutes):
    """Index a film by its container alone, beside demuxing and decoding it with FFmpeg."""
    import av

    path, count = folder / "film.mp4", minutes * 60 * 30
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=Fraction(30_000, 1001))
        stream.options = {"preset": "ultrafast", "bf": "2", "g": "60"}
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
        picture = np.zeros((180, 320, 3), np.uint8)
        for number in range(count):
            picture[number % 180, :, :] = number % 255
            out.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        out.mux(stream.encode(None))

    def index():
        with path.open("rb") as file:
            return len(read_video(file).index.pts)

    def demuxed():
        with av.open(str(path)) as container:
            return sum(packet.size > 0 for packet in container.demux(video=0))

    def decoded():
        with av.open(str(path)) as container:
            return sum(1 for _ in container.decode(video=0))

    found = {"frames": count, "mb": round(path.stat().st_size / 1e6, 1)}
    for name, work, times in (("index", index, 5), ("demux", demuxed, 3), ("decode", decoded, 1)):
        found[f"{name}_ms"], told = timed(work, times)
        assert told == count
    return found


def sound(folder, minutes):
    """Split the sound off a film, beside FFmpeg's own copying."""
    import av

    path, copy = folder / "sung.mp4", folder / "copy.m4a"
    with av.open(str(path), "w") as out:
        seen, heard = out.add_stream("libx264", rate=1), out.add_stream("aac", 48_000)
        seen.width, seen.height, seen.pix_fmt = 64, 64, "yuv420p"
        heard.layout = "mono"
        still = np.zeros((64, 64, 3), np.uint8)
        noise = np.random.default_rng(1).normal(0, 0.1, (1, 1024)).astype(np.float32)
        for second in range(minutes * 60):
            out.mux(seen.encode(av.VideoFrame.from_ndarray(still, format="rgb24")))
            for part in range(47):
                frame = av.AudioFrame.from_ndarray(noise, format="fltp", layout="mono")
                frame.sample_rate, frame.pts = 48_000, (second * 47 + part) * 1024
                out.mux(heard.encode(frame))
        out.mux(seen.encode(None))
        out.mux(heard.encode(None))

    def ours():
        with path.open("rb") as file, (folder / "ours.m4a").open("wb") as out:
            soundtrack.find(file).write(file, out)

    def theirs():
        with av.open(str(path)) as given, av.open(str(copy), "w", format="ipod") as out:
            stream = given.streams.audio[0]
            target = out.add_stream_from_template(stream)
            for packet in given.demux(stream):
                if packet.dts is not None:
                    packet.stream = target
                    out.mux(packet)

    found = {"minutes": minutes, "mb": round(path.stat().st_size / 1e6, 1)}
    found["split_ms"], _ = timed(ours, 3)
    found["ffmpeg_copy_ms"], _ = timed(theirs, 3)
    return found


def clocks(runs=200):
    """Recover an offset of 1.37 s and a drift of 80 ppm: errors in stated uncertainties."""
    errors, took = [], []
    for seed in range(runs):
        chance = np.random.default_rng(seed)
        true = np.sort(chance.uniform(0, 600, 40))
        sides = []
        for moments in (true, (true - 1.37) * (1 + 80e-6)):
            heard = moments[chance.random(40) > 0.2]
            false = chance.uniform(0, 600, 8)
            noisy = heard + chance.normal(0, 0.003, len(heard))
            sides.append(Events(np.sort(np.concatenate((noisy, false))), 0.003))
        began = time.perf_counter()
        told = relate(*sides)
        took.append((time.perf_counter() - began) * 1e3)
        errors.append(
            (
                told.offset_s - 1.37,
                told.drift_ppm - 80,
                told.offset_uncertainty_s,
                told.drift_uncertainty_ppm,
            )
        )
    offset, drift, offset_u, drift_u = np.array(errors).T
    return {
        "runs": runs,
        "ms": round(statistics.median(took), 2),
        "offset_rms_ms": round(float(np.sqrt(np.mean(offset**2))) * 1e3, 3),
        "offset_stated_ms": round(float(np.mean(offset_u)) * 1e3, 3),
        "drift_rms_ppm": round(float(np.sqrt(np.mean(drift**2))), 2),
        "drift_stated_ppm": round(float(np.mean(drift_u)), 2),
        "within_2u": round(float(np.mean(np.abs(offset) <= 2 * offset_u)), 3),
    }


def main():
    """Measure, and print one JSON document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--minutes", type=int, default=10)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print(
            json.dumps(
                {
                    "series": series(folder, given.rows),
                    "frames": frames(folder, given.minutes),
                    "sound": sound(folder, given.minutes),
                    "clocks": clocks(),
                },
                indent=1,
            )
        )


if __name__ == "__main__":
    main()
