"""Values: declared as dataclasses are, compared by what they hold, and never changed."""

from __future__ import annotations

import copy
import pickle

import pytest

from covey.model.value import Value


class Point(Value):
    """A value with a default."""

    x: int
    y: int = 0


class Place(Point):
    """A value with fields of its own after those of its base."""

    name: str = "here"


def test_fields_are_given_by_position_or_by_name() -> None:
    assert Point(1, 2) == Point(1, y=2) == Point(x=1, y=2)


def test_fields_of_the_base_come_first() -> None:
    assert Place.fields == ("x", "y", "name")
    assert Place(1, 2, "there").as_dict() == {"x": 1, "y": 2, "name": "there"}


def test_a_field_that_is_not_given_has_its_default() -> None:
    assert Point(1).y == 0


@pytest.mark.parametrize(("args", "named"), [((), {}), ((1, 2, 3), {}), ((1,), {"x": 1}), ((1,), {"z": 1})])
def test_missing_doubled_and_unknown_fields_are_refused(args: tuple[int, ...], named: dict[str, int]) -> None:
    with pytest.raises(TypeError, match="Point"):
        Point(*args, **named)


def test_values_are_equal_only_to_values_of_their_own_type() -> None:
    assert Point(1, 2) != Point(1, 3)
    assert Point(1, 2) != Place(1, 2)
    assert Point(1, 2) != (1, 2)


def test_equal_values_are_one_in_a_set() -> None:
    assert {Point(1, 2), Point(1, 2), Place(1, 2)} == {Point(1, 2), Place(1, 2)}


def test_a_value_cannot_be_changed() -> None:
    point = Point(1)
    with pytest.raises(AttributeError, match="do not change"):
        point.x = 2  # pyright: ignore[reportAttributeAccessIssue]
    with pytest.raises(AttributeError, match="do not change"):
        del point.x  # pyright: ignore[reportAttributeAccessIssue]
    assert point == Point(1)


def test_a_changed_copy_leaves_the_original_as_it_was() -> None:
    point = Point(1)
    assert point.but(y=5) == Point(1, 5)
    assert point == Point(1)
    with pytest.raises(TypeError):
        point.but(z=1)


def test_a_value_shows_its_fields() -> None:
    assert repr(Place(1)) == "Place(x=1, y=0, name='here')"


def test_a_value_survives_copy_and_pickle() -> None:
    assert copy.copy(Place(1)) == pickle.loads(pickle.dumps(Place(1))) == Place(1)  # noqa: S301 - our own bytes
