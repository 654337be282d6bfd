"""The gate before a shell command: what it would write is locked for the session, or the command is stopped (B-1)."""

from __future__ import annotations

from covey.coordination.registry import Register
from covey.hooks.gate import POWERSHELL, holder_of
from covey.model.session import BUSY
from covey.model.shell.look import may_change, may_leave, may_write, may_write_ps

TYPE_CHECKING = False
if TYPE_CHECKING:
    from covey.coordination.commands import Objection
    from covey.coordination.locks import Desk
    from covey.hooks.door import Visit
    from covey.hooks.plan import Part
    from covey.model.lock import Holder
    from covey.model.shell.effect import Effect
    from covey.model.shell.scene import Reading
    from covey.store.contract import Transaction


def before_command(visit: Visit) -> str:
    """Answer a PreToolUse call of a shell: '' lets the command go on."""
    command = visit.call.tool_text("command")
    if visit.settings.enable_file_locks == "no" or not may_change(command):
        with visit.store.write() as tx:
            _note(visit, tx)
        return ""
    return _before_change(visit, command)


def _note(visit: Visit, tx: Transaction) -> Desk:
    desk = visit.desk(tx, visit.machine.now())
    Register(desk).present(visit.call.session_id, BUSY, visit.arrival)
    return desk


def _before_change(visit: Visit, command: str) -> str:
    """Ask for what a command would write; where it goes on, it is watched."""
    from covey.hooks import watch  # noqa: PLC0415 - many commands only read; ADR 0003

    reading = _read(visit, command)
    planned, unread = _planned(visit, command, reading.effects()) if reading else ([], [])
    states = watch.states_before(visit, reading.places if reading else ())

    def judge(tx: Transaction) -> str:
        desk = _note(visit, tx)
        answer, goes_on = _judged(visit, desk, planned, unread) if planned else ("", True)
        if goes_on:
            watch.begin(visit, desk, states)
        return answer

    return visit.decide(judge)


def _read(visit: Visit, command: str) -> Reading | None:
    """Read a command with its grammar, if it may say that it writes, or works elsewhere."""
    may = may_write_ps if visit.call.text("tool_name") == POWERSHELL else may_write
    if not may(command) and not may_leave(command):
        return None
    from covey.hooks.shell import reading_of  # noqa: PLC0415 - most commands do neither; ADR 0003

    return reading_of(visit, command)


def _planned(visit: Visit, command: str, effects: tuple[Effect, ...]) -> tuple[list[Part], list[Effect]]:
    """Give what a command would get at, and of that what it may only because it cannot be told where it writes."""
    if not effects:
        return [], []
    from covey.hooks.plan import parts  # noqa: PLC0415 - most commands cannot write; ADR 0003
    from covey.model.shell.effect import UNRESOLVED  # noqa: PLC0415 - as above; ADR 0003

    resolved = [effect for effect in effects if effect.kind != UNRESOLVED]
    if len(resolved) == len(effects):
        return parts(visit, resolved), []
    from covey.hooks.mentions import mentioned  # noqa: PLC0415 - few commands do not say what they write; ADR 0003

    unread = mentioned(visit, command, [effect for effect in effects if effect.kind == UNRESOLVED])
    return parts(visit, [*resolved, *unread]), unread


def _objections_of_stashes(desks: list[Desk], holder: Holder, planned: list[Part]) -> list[Objection]:
    if not any(part.takings for part in planned):
        return []
    from covey.coordination.stashes import object_to  # noqa: PLC0415 - few commands are about the stash; ADR 0003

    found = [
        object_to(own, holder, taking, part.law.settings.conflict_action)
        for own, part in zip(desks, planned, strict=True)
        for taking in part.takings
    ]
    return [objection for objection in found if objection is not None]


def _judged(visit: Visit, desk: Desk, planned: list[Part], unread: list[Effect]) -> tuple[str, bool]:
    """Ask the locks; give what is said, and whether the command goes on."""
    from covey.coordination.commands import object_to, rule  # noqa: PLC0415 - as above; ADR 0003

    holder = holder_of(visit)
    desks = [visit.desk_under(part.law, desk) for part in planned]
    objections = [
        objection
        for own, part in zip(desks, planned, strict=True)
        for sweep in part.sweeps
        if (objection := object_to(own, holder, sweep, part.law.action)) is not None
    ]
    objections += _objections_of_stashes(desks, holder, planned)
    rulings = [
        ruling
        for own, part in zip(desks, planned, strict=True)
        if not any(objection.stops for objection in objections)
        for ruling in rule(own, holder, part.reaches, part.law.action)
    ]
    goes_on = not any(one.stops for one in (*objections, *rulings))
    if not objections and all(ruling.is_plain for ruling in rulings):
        return "", True
    from covey.hooks.refusal import answer  # noqa: PLC0415 - seldom; ADR 0003

    return answer(desk, holder.session_id, rulings, objections, unread), goes_on
