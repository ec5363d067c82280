"""Read dumps of Matter nodes: attributes by endpoint and cluster, or by path (“0/40/3”)."""

from collections.abc import Iterator, Mapping
from typing import Any

from . import vocabulary
from .model import Field, Path, Reading, Role
from .tree import at
from .walking import walked

# Device types that an endpoint has beside what it is.
_SERVICES = {
    "root_node", "power_source", "ota_requestor", "ota_provider", "bridged_node", "aggregator",
}  # fmt: skip


def knows(document: Any) -> bool:  # noqa: ANN401  (JSON)
    """Whether this is the dump of one node or of several."""
    nodes = [node for _, node in _nodes(document)]
    return bool(nodes) and all(_is_node(node) for node in nodes)


def read(document: Any) -> Reading:  # noqa: ANN401  (JSON)
    """Read a dump; every leaf is in one field."""
    nodes = list(_nodes(document))
    fields = [field for path, node in nodes for field in _node(node, path)]
    fields += _beside(document)
    first = nodes[0][1]
    return Reading("matter", "node", tuple(fields), _type_of(first), _device_of(first))


def _nodes(document: Any) -> Iterator[tuple[Path, Any]]:  # noqa: ANN401  (JSON)
    inner = at(document, "nodes")
    if isinstance(inner, dict) and inner:
        yield from ((("nodes", key), node) for key, node in inner.items())
    elif isinstance(document, list):
        yield from (((n,), node) for n, node in enumerate(document))
    else:
        yield (), document


def _beside(document: Any) -> Iterator[Field]:  # noqa: ANN401  (JSON)
    if isinstance(at(document, "nodes"), dict) and document["nodes"]:
        for key, value in document.items():
            if key != "nodes":
                yield from walked(value, (key,), key)


def _is_node(node: Any) -> bool:  # noqa: ANN401  (JSON)
    attributes = at(node, "attributes")
    return (
        isinstance(attributes, dict)
        and "node_id" in node
        and all(key.split("/")[0].isdecimal() for key in attributes)
    )


def _node(node: Mapping[str, Any], path: Path) -> Iterator[Field]:
    for key, value in node.items():
        if key != "attributes" or not value:
            yield from walked(value, (*path, key), f"node.{key}")
            continue
        for endpoint, inner in value.items():
            yield from _endpoint(endpoint, inner, (*path, key, endpoint))


def _endpoint(endpoint: str, inner: Any, path: Path) -> Iterator[Field]:  # noqa: ANN401  (JSON)
    if "/" in endpoint:
        yield _by_path(endpoint, inner, path)
        return
    if not isinstance(inner, dict) or not inner:
        yield Field(path, "node.endpoint", inner, inner, place=endpoint)
        return
    for cluster, attributes in inner.items():
        yield from _cluster(cluster, attributes, (*path, cluster), endpoint)


def _cluster(name: str, attributes: Any, path: Path, endpoint: str) -> Iterator[Field]:  # noqa: ANN401
    if not isinstance(attributes, dict) or not attributes:
        yield Field(path, name, attributes, attributes, place=endpoint)
        return
    for attribute, value in attributes.items():
        role = Role.CONTEXT if attribute == "_type" else Role.STATE
        key = f"{name}.{attribute}"
        yield Field((*path, attribute), key, value, value, place=endpoint, role=role)


def _by_path(text: str, value: Any, path: Path) -> Field:  # noqa: ANN401  (JSON)
    endpoint, *numbers = text.split("/")
    term = None
    if len(numbers) == 2 and all(n.isdecimal() for n in numbers):
        term = vocabulary.numbered(int(numbers[0]), int(numbers[1]))
    return Field(path, term.name if term else text, value, value, place=endpoint)


def _type_of(node: Mapping[str, Any]) -> str | None:
    """Give the type of the first endpoint that is more than the root and its services."""
    types = vocabulary.table("device_types.yaml")["matter"]
    for endpoint, inner in node["attributes"].items():
        listed = inner if endpoint.endswith("/29/0") else at(inner, "Descriptor", "deviceTypeList")
        for entry in listed if isinstance(listed, list) else []:
            number = at(entry, "type") if at(entry, "type") is not None else at(entry, "0")
            if isinstance(number, int) and types.get(number) not in _SERVICES:
                return str(types.get(number, f"0x{number:04X}"))
    return None


def _device_of(node: Mapping[str, Any]) -> str | None:
    root = at(node, "attributes", "0")
    found = at(root, "Basic", "uniqueID") or at(root, "BasicInformation", "uniqueID")
    found = found or at(node, "attributes", "0/40/18")
    return found if isinstance(found, str) else None
