"""Sound: measured by decoding it, and cleared of tags without touching a sample."""

import io
import json
import struct
from pathlib import Path

import numpy as np
import pytest
import soundfile
from probe_samples import SERIAL, sound

from dure.core import Modality, Probe
from dure.ingest.probes import Refused, cleared, examine

NOWHERE = Path("nowhere")
WAVE = (np.sin(np.arange(8000) / 20) * 8000).astype("<i2").tobytes()


def wav(riff=16036, declared=16000, body=WAVE, before=b""):
    form = struct.pack("<HHIIHH", 1, 1, 8000, 16000, 2, 16)
    return (
        b"RIFF" + struct.pack("<I", riff) + b"WAVEfmt \x10\0\0\0" + form + before
        + b"data" + struct.pack("<I", declared) + body
    )  # fmt: skip


def chunk(tag, body):
    return tag + struct.pack("<I", len(body)) + body + bytes(len(body) & 1)


def look(name, content):
    return examine(name, NOWHERE, content)


@pytest.mark.parametrize("subtype", ["PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE"])
@pytest.mark.parametrize(("rate", "channels"), [(8000, 1), (44100, 2), (192000, 6)])
def test_every_sample_format_is_measured(subtype, rate, channels):
    found = look("a.wav", sound("WAV", subtype, rate, channels))

    assert found.probe == Probe(
        Modality.AUDIO, "audio/wav", duration_s=0.5, sample_rate=rate, channels=channels
    )
    peaks = json.loads(found.preview)
    assert peaks["length"] * 2 == len(peaks["data"])
    assert 900 <= peaks["length"] <= 2048
    assert (
        abs(peaks["length"] * peaks["samples_per_pixel"] - rate / 2) <= peaks["samples_per_pixel"]
    )
    assert max(peaks["data"]) == pytest.approx((0.6 if channels > 1 else 0.3) * 127, abs=2)


@pytest.mark.parametrize(
    ("content", "notes"),
    [
        (wav(), []),
        (wav(0, 0), ["wrong_header"]),
        (wav(0xFFFFFFFF, 0xFFFFFFFF), ["wrong_header"]),
        (wav(16036, 99999), ["wrong_header"]),
        (wav(100, 16000), []),
    ],
)
def test_a_wrong_header_does_not_lose_sound(content, notes):
    found = look("a.wav", content)

    assert found.probe.duration_s == 1.0
    assert [note.kind for note in found.notes] == notes
    clear, _ = cleared(content, found.probe)
    assert look("a.wav", clear).probe.duration_s == 1.0
    assert look("a.wav", clear).notes == ()


@pytest.mark.parametrize("content", [wav(36, 0, b""), sound("WAV", seconds=0)])
def test_no_samples_are_refused(content):
    with pytest.raises(Refused) as refused:
        look("a.wav", content)

    assert refused.value.kind == "no_samples"


def test_samples_that_are_no_numbers_are_noted():
    out = io.BytesIO()
    wave = np.full(100, 0.5, np.float32)
    wave[[3, 50]] = np.nan, np.inf
    soundfile.write(out, wave, 8000, format="WAV", subtype="FLOAT")

    found = look("a.wav", out.getvalue())

    assert [note.kind for note in found.notes] == ["not_finite"]
    assert "2 samples" in found.notes[0].message


def samples_of(content):
    return soundfile.read(io.BytesIO(content), dtype="int16")[0]


def test_clearing_a_wav_drops_every_foreign_chunk():
    secret = SERIAL.encode()
    before = chunk(b"LIST", b"INFO" + secret) + chunk(b"bext", secret) + chunk(b"iXML", secret)
    content = wav(16036 + len(before), before=before) + chunk(b"id3 ", secret)

    clear, media_type = cleared(content, look("a.wav", content).probe)

    assert (secret in content, secret in clear) == (True, False)
    assert media_type == "audio/wav"
    assert np.array_equal(samples_of(content), samples_of(clear))


@pytest.mark.parametrize(
    "kind", [("FLAC", None), ("OGG", "VORBIS"), ("OGG", "OPUS"), ("MP3", None)]
)
def test_clearing_drops_tags_and_keeps_samples(kind):
    out = io.BytesIO()
    with soundfile.SoundFile(
        out, "w", samplerate=48000, channels=1, format=kind[0], subtype=kind[1]
    ) as file:
        file.title = file.artist = SERIAL
        file.write(np.sin(np.arange(48000) / 9) * 0.4)
    content = out.getvalue()
    if kind[0] == "MP3":
        content += b"TAG" + SERIAL.encode().ljust(125)
    probe = look("a", content).probe

    clear, media_type = cleared(content, probe)

    assert (SERIAL.encode() in content, SERIAL.encode() in clear) == (True, False)
    assert np.array_equal(samples_of(content), samples_of(clear))
    assert look("a", clear).probe == probe
    assert media_type == probe.media_type


def test_clearing_an_m4a_drops_its_title(samples):
    content = samples["a.m4a"]

    clear, _ = cleared(content, look("a.m4a", content).probe)

    assert (b"SECRETTITLE" in content, b"SECRETTITLE" in clear) == (True, False)
    assert len(clear) == len(content)


def test_a_picture_inside_flac_is_dropped():
    content, body = sound("FLAC"), SERIAL.encode()
    picture = (
        struct.pack(">II", 3, 9) + b"image/png" + bytes(20) + struct.pack(">I", len(body)) + body
    )
    block = b"\x06" + len(picture).to_bytes(3, "big") + picture
    content = content[:42] + block + content[42:]

    clear, _ = cleared(content, look("a.flac", content).probe)

    assert SERIAL.encode() not in clear
    assert np.array_equal(samples_of(content), samples_of(clear))
