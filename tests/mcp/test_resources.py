"""Sessions, locks and graphs can be read as resources, as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from mcp.shared.exceptions import MCPError

if TYPE_CHECKING:
    from .conftest import Office, Tools


def test_the_resources_are_listed(tools: Tools) -> None:
    listed = tools.portal.call(tools.client.list_resources).resources
    templates = tools.portal.call(tools.client.list_resource_templates).resource_templates
    assert [resource.uri for resource in listed] == ["covey://sessions", "covey://locks"]
    assert [template.uri_template for template in templates] == ["covey://graph/{context}"]


def test_they_say_what_the_tools_say(office: Office, apart: Tools) -> None:
    office.enter("one")
    assert office.edit("one", "a.py")
    apart.data("aim_create_entities", entities=[{"name": "x", "entityType": "t"}], context="work")
    for uri, tool in (("covey://sessions", "sessions_live"), ("covey://locks", "locks_list")):
        assert json.loads(apart.resource(uri)) == apart.data(tool)
    assert json.loads(apart.resource("covey://graph/work")) == apart.data("aim_read_graph", context="work")
    assert json.loads(apart.resource("covey://graph/default")) == apart.data("aim_read_graph")


def test_what_is_not_there_is_told_as_such(tools: Tools) -> None:
    for uri in ("covey://nothing", "covey://graph/a/b", "file:///etc/passwd"):
        with pytest.raises(MCPError, match="Unknown resource"):
            tools.resource(uri)


def test_a_context_that_cannot_be_is_told_with_its_reason(tools: Tools) -> None:
    with pytest.raises(MCPError, match="this cannot name a context"):
        tools.resource(f"covey://graph/{'x' * 300}")
