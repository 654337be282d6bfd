"""What the tools of the knowledge graph take and give, field by field."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class NewEntity(BaseModel):
    """Something that is to be known by a name."""

    name: str
    entityType: str = Field(description="such as person, module, decision")
    observations: list[str] = Field(default_factory=list)


class EntityRow(NewEntity):
    """Something that is known by a name."""

    more: int = Field(default=0, description="so many older observations are left off")


class RelationRow(BaseModel):
    """That one entity is related to another."""

    model_config = ConfigDict(populate_by_name=True)

    source: str = Field(alias="from")
    to: str
    relationType: str = Field(description="in active voice, such as uses")


class Addition(BaseModel):
    """What was observed of an entity."""

    entityName: str
    contents: list[str]


class Deletion(BaseModel):
    """What is to be forgotten of an entity."""

    entityName: str
    observations: list[str]


class EntityList(BaseModel):
    """Entities."""

    entities: list[EntityRow]


class RelationList(BaseModel):
    """Relations."""

    relations: list[RelationRow]


class Added(BaseModel):
    """What is new of an entity."""

    entityName: str
    addedObservations: list[str]


class AddedList(BaseModel):
    """What is new, entity by entity."""

    results: list[Added]


class NameList(BaseModel):
    """The entities that were there, and are no more."""

    deleted: list[str]


class DeletionList(BaseModel):
    """The observations that were there, and are no more."""

    deleted: list[Deletion]


class GraphPart(BaseModel):
    """Part of a graph: entities, the relations that touch them, and how many entities were left off."""

    entities: list[EntityRow]
    relations: list[RelationRow]
    more: int


class Databases(BaseModel):
    """The named databases, and which is meant where none is named."""

    project_databases: list[str]
    global_databases: list[str]
    current_location: str
    current_database: str
