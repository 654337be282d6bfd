"""Immutable values, declared as dataclasses are, without the 9 ms that importing dataclasses costs a hook."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar, Self, dataclass_transform
else:

    def dataclass_transform(**_options: object) -> object:
        """Stand in for typing's, which the hook's process does not import."""
        return lambda cls: cls


@dataclass_transform(frozen_default=True)
class Value:
    """A value whose fields are its annotations, in order, those of its bases first."""

    fields: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        """Collect the fields, once for each class."""
        own = [name for name, kind in cls.__annotations__.items() if not kind.startswith("ClassVar")]
        cls.fields = (*cls.fields, *own)

    def __init__(self, *args: Any, **named: Any) -> None:
        """Take the fields by position or by name; raise TypeError for one that is missing or unknown."""
        if len(args) == len(self.fields) and not named:  # a row of the store: thousands come so
            self.__dict__.update(zip(self.fields, args, strict=True))
            return
        given = dict(zip(self.fields, args, strict=False)) | named
        if len(args) + len(named) != len(given) or not given.keys() <= set(self.fields):
            raise TypeError(f"{type(self).__name__} takes {', '.join(self.fields)}; got {args!r} {named!r}")
        for name in self.fields:
            if name not in given and not hasattr(type(self), name):
                raise TypeError(f"{type(self).__name__} needs {name}")
        self.__dict__.update(given)

    def __setattr__(self, name: str, _value: object) -> None:
        """Refuse: values do not change."""
        raise AttributeError(f"{type(self).__name__}.{name} cannot be set: values do not change")

    def __delattr__(self, name: str) -> None:
        """Refuse: values do not change."""
        raise AttributeError(f"{type(self).__name__}.{name} cannot be deleted: values do not change")

    def __eq__(self, other: object) -> bool:
        """Compare by type and fields."""
        if type(self) is not type(other):
            return False
        one, two = self.__dict__, other.__dict__
        if len(one) == len(two) == len(self.fields):  # no default to be looked up: thousands are compared so
            return one == two
        return self.as_dict() == other.as_dict()  # type: ignore[attr-defined]

    def __hash__(self) -> int:
        """Hash by type and fields."""
        return hash((type(self), *(getattr(self, name) for name in self.fields)))

    def __repr__(self) -> str:
        """Show the fields by name."""
        return f"{type(self).__name__}({', '.join(f'{name}={getattr(self, name)!r}' for name in self.fields)})"

    def as_dict(self) -> dict[str, Any]:
        """Give the fields by name."""
        return {name: getattr(self, name) for name in self.fields}

    def but(self, **changes: Any) -> Self:
        """Give the same value with some fields changed."""
        return type(self)(**(self.as_dict() | changes))
