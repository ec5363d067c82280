"""Any request that the interface's own description allows is answered, and never with a 5xx."""

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from dure.app.server import create_app

schemathesis.serializer.alias("application/offset+octet-stream", "application/octet-stream")
pytestmark = pytest.mark.slow
# Left out, since they hold our server to rules of the framework and not of ours: that each
# refused value is a 422 (ids that are no UUID may be 404), and that other methods are 405.
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)
ENDLESS = "/api/jobs/events"  # ends when its reader goes; test_server.py reads it


def described(application):
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", application)
    return {o.label: o for o in (found.ok() for found in schema.get_all_operations())}


LABELS = [label for label in described(create_app(None)) if ENDLESS not in label]


@pytest.mark.parametrize("label", LABELS)
def test_no_request_breaks_the_server(label, client, caller, operator, holding):
    headers = caller(operator)
    operation = described(client.app)[label]

    @settings(
        max_examples=12,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(), is_there=st.booleans())
    def ask(case, is_there):
        if is_there:  # else the ids are made up, and nearly everything is a 404
            case.path_parameters = {
                name: holding.get(name, value) for name, value in case.path_parameters.items()
            }
        response = case.call(headers=headers)
        case.validate_response(response, checks=CHECKS)

    ask()
