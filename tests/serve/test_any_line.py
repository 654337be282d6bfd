"""Whatever a client writes: each id gets one answer, from the bridge and from the server alone, and both live on."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

if TYPE_CHECKING:
    from .conftest import Office
    from .mcp_client import McpClient

HALF = "\ud83d"
REPLACED = "�"
BOM = b"\xef\xbb\xbf"
DEEP = b"[" * 100_000 + b"]" * 100_000
DEEPER_THAN_THE_SDK_READS = b"[" * 300 + b"]" * 300
MANY_DIGITS = b"9" * 5000
METHODS = (
    *("ping", "tools/list", "tools/call", "initialize", "resources/read", "server/discover", "completion/complete"),
    *("notifications/cancelled", "notifications/initialized", "logging/setLevel", f"nothing{HALF}"),
)

TEXTS = st.text(st.characters(codec=None), max_size=8) | st.just(f"a{HALF}")
IDS = st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS | st.just(10**400)
NO_IDS = st.none() | st.booleans() | st.just([]) | st.just({"a": 1})
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)
PARAMS = JSON | st.fixed_dictionaries(
    {}, optional={"name": JSON, "arguments": JSON, "uri": JSON, "_meta": JSON, "requestId": st.just("never sent")}
)
OBJECTS = st.fixed_dictionaries(
    {"method": st.sampled_from(METHODS) | JSON},
    optional={"id": IDS | NO_IDS, "params": PARAMS, "jsonrpc": st.just("2.0")},
)
WELL_FORMED = st.fixed_dictionaries(
    {"jsonrpc": st.just("2.0"), "id": IDS, "method": st.sampled_from(METHODS)}, optional={"params": PARAMS}
)
MESSAGES = WELL_FORMED | OBJECTS


@pytest.fixture(params=["the bridge", "the server"])
def client(request: pytest.FixtureRequest, office: Office) -> McpClient:
    """Give a client that has shaken hands through a bridge; without a monitor that becomes the whole server."""
    if request.param == "the bridge":
        office.monitor()
        office.address()
    client = office.bridge()
    client.greet()
    return client


def told(identity: object) -> str:
    """Give the id that an answer has, as JSON: what can be no id is answered as JSON-RPC says, with null."""
    is_id = isinstance(identity, str | int | float) and not isinstance(identity, bool)
    return json.dumps(identity if is_id else None)


def answers(client: McpClient, wanted: Counter[str]) -> list[dict[str, Any]]:
    """Give the answers to what was said, and to a last ping, behind which nothing more may come."""
    heard = [client.hear() for _ in range(wanted.total())]
    assert Counter(json.dumps(answer["id"]) for answer in heard) == wanted
    assert client.ask("ping")["result"] == {}
    return heard


LINES = [
    (b'{"jsonrpc":"2.0","id":"a","method":"ping","params":{"a":"\\ud83d"}}', "a", 0),
    (b'{"jsonrpc":"2.0","id":"\\ud83d","method":"ping"}', HALF, 0),
    (BOM + b'{"jsonrpc":"2.0","id":"a","method":"ping"}', "a", 0),
    (b'{"jsonrpc":"2.0","id":"\xff","method":"ping"}', REPLACED, 0),
    (b'{"id":"a","method":"ping"}', "a", -32600),
    (b'{"jsonrpc":"1.0","id":"a","method":"ping"}', "a", -32600),
    (b'{"jsonrpc":"2.0","id":"a","method":null}', "a", -32600),
    (b'{"jsonrpc":"2.0","id":"a"}', "a", -32600),
    (b'{"jsonrpc":"2.0","id":"a","method":"ping","params":[1]}', "a", -32600),
    (b'{"jsonrpc":"2.0","id":"a","method":"notifications/cancelled","params":{"requestId":"a"}}', "a", -32601),
    (b'{"jsonrpc":"2.0","id":"a","method":"ping","params":{"a":' + DEEP + b"}}", "a", -32700),
    (b'{"jsonrpc":"2.0","id":"a","method":"ping","params":{"a":{"id":1},"b":' + DEEP + b"}}", "a", -32700),
    (b'{"jsonrpc":"2.0","method":"ping","params":{"a":NaN},"id":"a"}', "a", -32700),
    (b'{"jsonrpc":"2.0","id":"a","method":"ping","params":{"a":1e999}}', "a", -32700),
    (b'{"jsonrpc":"2.0","id":"a\\"}","method":"ping","par', 'a"}', -32700),
    (b'{"jsonrpc":"2.0","id":1.5,"method":"ping"}', 1.5, 0),
    (b'{"jsonrpc":"2.0","id":1' + b"0" * 400 + b',"method":"ping"}', 10**400, 0),
    (b'{"jsonrpc":"2.0","id":null,"method":"ping"}', None, -32600),
    (b'{"jsonrpc":"2.0","id":{},"method":"ping"}', None, -32600),
    (b'{"jsonrpc":"2.0","id":true,"method":"ping"}', None, -32600),
    (b'{"jsonrpc":"2.0","id":NaN,"method":"ping"}', None, -32700),
    (b'{"params":"\\"id\\":1","id', None, -32700),
    (b"{nonsense", None, -32700),
    (b"\xff\xfe", None, -32700),
    (b"[" * 100_000, None, -32700),
    (b"5", None, -32600),
    (b"[]", None, -32600),
    (b"{}", None, -32600),
]


@pytest.mark.requirement("S1-12")
def test_each_line_that_has_an_id_is_answered_under_it_and_each_that_is_no_message_with_null(client: McpClient) -> None:
    for line, identity, code in LINES:
        client.say(line)
        (answer,) = answers(client, Counter([told(identity)]))
        assert answer.get("error", {"code": 0})["code"] == code, line


def test_a_message_deeper_than_the_sdk_reads_is_answered_with_an_error(client: McpClient) -> None:
    client.say(b'{"jsonrpc":"2.0","id":"a","method":"ping","params":{"a":' + DEEPER_THAN_THE_SDK_READS + b"}}")
    (answer,) = answers(client, Counter(['"a"']))
    assert "error" in answer


def test_an_id_of_more_digits_than_python_reads_comes_back_digit_for_digit(client: McpClient) -> None:
    client.say(b'{"jsonrpc":"2.0","id":' + MANY_DIGITS + b',"method":"ping"}')
    assert client.hear_line().startswith(b'{"jsonrpc":"2.0","id":' + MANY_DIGITS + b',"error":')


@pytest.mark.requirement("S1-12")
def test_half_a_letter_in_a_tools_arguments_is_replaced_and_the_call_is_made(client: McpClient) -> None:
    entity = {"name": f"a{HALF}b", "entityType": "😀", "observations": [HALF]}
    answer = client.ask("tools/call", name="aim_create_entities", arguments={"entities": [entity]})
    expected = {"name": f"a{REPLACED}b", "entityType": "😀", "observations": [REPLACED]}
    assert answer["result"]["structuredContent"] == {"entities": [expected]}


def test_each_message_of_a_batch_is_answered_in_a_line_of_its_own(client: McpClient) -> None:
    batch = [
        {"jsonrpc": "2.0", "id": 1, "method": "ping"},
        {"jsonrpc": "2.0", "id": "1", "method": "tools/list"},
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        {"id": 2, "method": "ping"},
        [{"jsonrpc": "2.0", "id": 3, "method": "ping"}],
    ]
    client.say(json.dumps(batch).encode())
    heard = {answer["id"]: answer for answer in answers(client, Counter(["1", '"1"', "2", "null"]))}
    assert heard[1]["result"] == {}
    assert heard["1"]["result"]["tools"]
    assert heard[2]["error"]["code"] == heard[None]["error"]["code"] == -32600


def test_the_ids_of_a_batch_that_cannot_be_read_are_each_answered(client: McpClient) -> None:
    client.say(
        BOM + b'[{"jsonrpc":"2.0","id":1,"method":"ping"},{"jsonrpc":"2.0","id":"b","method":"ping","params":' + DEEP
    )
    answers(client, Counter(["1", '"b"']))


def test_more_requests_in_one_line_than_go_at_once_are_each_answered(client: McpClient) -> None:
    numbers = range(2000, 3500)
    client.say(json.dumps([{"jsonrpc": "2.0", "id": each, "method": "ping"} for each in numbers]).encode())
    answers(client, Counter(map(str, numbers)))


def test_two_requests_with_one_id_get_two_answers(client: McpClient) -> None:
    for _ in range(2):
        client.say(b'{"jsonrpc":"2.0","id":"twice","method":"tools/list"}')
    answers(client, Counter({'"twice"': 2}))


def test_a_request_that_the_client_takes_back_is_not_answered_and_others_are(client: McpClient, office: Office) -> None:
    entity: dict[str, Any] = {"name": "Ada", "entityType": "person", "observations": []}
    with office.store.write():  # for which the call has to wait
        taken_back = client.send("tools/call", name="aim_create_entities", arguments={"entities": [entity]})
        client.tell("notifications/cancelled", requestId=taken_back)
        client.tell("notifications/cancelled", requestId="never sent")
        assert client.ask("ping")["result"] == {}
    assert client.ask("ping")["result"] == {}


def test_when_the_client_has_no_more_to_say_what_is_under_way_is_answered_before_the_end(client: McpClient) -> None:
    wanted = [client.send("tools/list") for _ in range(5)]
    client.hush()
    assert sorted(answer["id"] for answer in client.rest()) == wanted


@pytest.mark.requirement("S1-12")
@pytest.mark.timeout(180)
def test_any_request_with_an_id_gets_one_answer_with_that_id_and_the_server_lives_on(client: McpClient) -> None:
    @settings(
        max_examples=150,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    @given(
        messages=st.lists(MESSAGES, min_size=1, max_size=5),
        is_batch=st.booleans(),
        ascii_only=st.booleans(),
        mark=st.sampled_from([b"", BOM]),
    )
    def play(messages: list[dict[str, Any]], *, is_batch: bool, ascii_only: bool, mark: bytes) -> None:
        for line in [messages] if is_batch else messages:
            text = json.dumps(line, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")
            client.say(mark + text)
        as_sent = json.loads(
            json.dumps(messages, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass").decode("utf-8", "replace")
        )
        answers(client, Counter(told(each["id"]) for each in as_sent if "id" in each))

    play()
