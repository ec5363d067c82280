"""A data set as PyTorch wants it; imported only where the user has PyTorch."""

from collections.abc import Callable
from typing import Any, Protocol

from torch.utils.data import Dataset as TorchDataset

Transform = Callable[[dict[str, Any]], Any]


class Rows(Protocol):
    """What is viewed: a data set, or anything of rows."""

    def __len__(self) -> int: ...

    def __getitem__(self, index: int) -> dict[str, Any]: ...


class TorchView(TorchDataset):  # type: ignore[misc]  # PyTorch is not there when this is checked
    """Map-style: as long as the data set, each row through `transform`; safe to pickle."""

    def __init__(self, dataset: Rows, transform: Transform | None) -> None:
        self.dataset, self.transform = dataset, transform

    def __len__(self) -> int:
        return len(self.dataset)

    def __getitem__(self, index: int) -> Any:  # noqa: ANN401  (what the transform gives)
        row = self.dataset[index]
        return self.transform(row) if self.transform else row
