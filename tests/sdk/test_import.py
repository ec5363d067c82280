"""`import dure` costs nothing until something is asked of it."""

import subprocess
import sys

import pytest

STDLIB = sys.stdlib_module_names
LIGHT = "import sys; before = set(sys.modules); {code}; print(*set(sys.modules) - before)"


def loaded(code: str) -> set[str]:
    """The modules that a fresh interpreter loads for this code."""
    done = subprocess.run(
        [sys.executable, "-c", LIGHT.format(code=code)], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_importing_dure_loads_dure_and_nothing_else():
    found = {m for m in loaded("import dure") if m.partition(".")[0] not in STDLIB}

    assert found == {"dure"}


def test_asking_for_load_does_not_yet_load_what_it_needs():
    tops = {m.partition(".")[0] for m in loaded("from dure import load")}

    assert tops & {"pyarrow", "numpy", "PIL", "httpx2"} == set()
    assert tops - STDLIB == {"dure"}


def test_loading_a_folder_needs_no_network_and_no_training_library(write):
    tops = {
        m.partition(".")[0] for m in loaded(f"import dure; dure.load({str(write('choices'))!r})[0]")
    }

    assert tops & {"httpx2", "torch", "datasets", "pandas", "sqlalchemy", "fastapi"} == set()
    assert "pyarrow" in tops


def test_the_front_door_names_what_it_has():
    import dure
    from dure import sdk

    assert {"load", "Dataset"} <= set(dir(dure))
    assert dure.Dataset is sdk.Dataset
    assert all(getattr(sdk, name) is not None for name in sdk.__all__)
    with pytest.raises(AttributeError, match="lod"):
        _ = dure.lod
    with pytest.raises(AttributeError, match="lod"):
        _ = sdk.lod
