"""Starts workers: forked from one warm process on Linux, spawned elsewhere."""

from __future__ import annotations

import contextlib
from types import TracebackType
from typing import TYPE_CHECKING, NamedTuple, Self

from lagrader.errors import SandboxError
from lagrader.runner.child import Child, Job
from lagrader.runner.spawn import spawn
from lagrader.starting import Start, default_start
from lagrader.wire import Devices, Found, Ready, Setup

if TYPE_CHECKING:
    from lagrader.runner.fork import Zygote

MEMORY_LIMIT = 1024 * 1024 * 1024
"""Bytes that a worker may use beyond what torch itself takes."""

LIFETIME_SECONDS = 120
"""CPU seconds of a worker's whole life: a backstop of the kernel's behind the deadlines of ours."""

DEVICES_SECONDS = 20.0

MANY = 100
"""Children from which on it pays to collapse the zygote's memory: it takes as long as what 40 to 80 forks save."""


class _Room(NamedTuple):
    """What one worker gets: CPU seconds in all, bytes of memory (None: no cap), and how it is shut in."""

    lifetime: int | None
    memory: int | None
    shelter: str | None
    """``cpu``, ``cuda``, or None: the kernel's layers are off."""


class Runner:
    """Starts and ends workers. Use as an async context manager; ``warm`` may be called before."""

    def __init__(self, start: Start | None = None, *, warm: bool = False) -> None:
        """Choose how workers start; ``warm`` joins a zygote that waits, and leaves one for the next command."""
        self.start: Start = start or default_start()
        self.memory = MEMORY_LIMIT
        self.sheltered = True
        """Whether workers for the CPU enter the kernel's layers."""
        self.shelters_cuda = False
        """Whether workers for an NVIDIA GPU enter those of the weaker profile; else they go without."""
        self._zygote = _start_zygote(warm=warm) if self.start == "fork" else None
        self._warm = warm
        self._children: list[Child] = []
        self._spare: Child | None = None
        self._spare_room: _Room | None = None
        self._preloaded = self._many = False

    async def __aenter__(self) -> Self:
        """Nothing to wait for: torch is being imported meanwhile."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End every child that is still there, then the zygote."""
        try:
            for child in self._children:
                await child.close()
        finally:
            self.kill()

    def kill(self) -> None:
        """Let the zygote go, whose children die with it; may be called again, and without an event loop."""
        if self._zygote is not None:
            self._zygote.close()
            self._zygote = None

    @property
    def zygote(self) -> int | None:
        """The pid of the process that forks, if there is one."""
        return None if self._zygote is None else self._zygote.pid

    async def expect(self, children: int) -> None:
        """Get ready for so many children: :data:`MANY` of them are worth some preparation, and few are not."""
        if children >= MANY:
            await self.preload(many=True)

    async def preload(self, *, many: bool = False) -> None:
        """Have torch._dynamo imported before the next fork; a spawned worker imports it when it needs to.

        Where ``many`` children are to come, their work is rehearsed as well.
        """
        if self._zygote is not None and not self._preloaded:
            self._preloaded = True
            self._many = many
            await self._let_spare_go()  # it was forked without
            # If it is gone, the next child's zygote does it.
            with contextlib.suppress(SandboxError):
                await self._zygote.preload(many=self._many)

    async def child(
        self,
        setup: Setup,
        lifetime: int | None = LIFETIME_SECONDS,
        *,
        memory: int | None = None,
        sheltered: bool | None = None,
    ) -> tuple[Child, Ready]:
        """Start one worker and wait until it is confined and ready.

        ``lifetime`` is the CPU seconds of its whole life, a backstop of the kernel's; None leaves it open.
        ``memory`` is the bytes that it may use, by default as many as :attr:`memory` says.
        ``sheltered`` is as the setup's device asks, unless it is said: without, only code of ours may run there.
        CUDA and MPS reserve address space without end, so what may use them gets no cap on it.
        """
        shelter = None if sheltered is False else self.shelter_for(setup.device)
        on_cpu = setup.device == "cpu" and sheltered is not False
        room = _Room(lifetime, (memory or self.memory) if on_cpu else None, shelter)
        zygote = self._zygote
        try:
            return await self._child(setup, room)
        except SandboxError:
            if zygote is None or zygote.alive:
                raise
        # Something took the zygote down; everything that it knew can be had again.
        await self._restart(zygote)
        return await self._child(setup, room)

    def shelter_for(self, device: str) -> str | None:
        """Return the profile of workers for a device: ``cpu``, ``cuda``, or None where there is none."""
        if device == "cpu":
            return "cpu" if self.sheltered else None
        return "cuda" if device.startswith("cuda") and self.shelters_cuda else None

    async def start_ahead(self) -> None:
        """Start a worker before it is needed: the next one that is asked for with the usual lifetime is this one.

        It knows nothing yet; a forked one saves its caller some 20 ms, a spawned one torch's second of import.
        """
        if self._spare is None or not self._spare.alive:
            await self._let_spare_go()
            self._spare_room = _Room(LIFETIME_SECONDS, self.memory, self.shelter_for("cpu"))
            self._spare = await self._begin(self._spare_room)

    async def devices(self) -> Found:
        """Ask a worker for torch's version and the devices that it can use."""
        child, _ = await self.child(Setup(()), sheltered=False)  # a GPU is asked through its device files
        try:
            (outcome,) = await child.ask([Job(Devices(), DEVICES_SECONDS)])
        finally:
            await self.release(child)
        if not isinstance(outcome.reply, Found):
            raise SandboxError(f"torch could not say which devices there are: {outcome.reply}")
        return outcome.reply

    async def release(self, child: Child) -> None:
        """End a child that is no longer needed."""
        if child in self._children:
            self._children.remove(child)
        await child.close()

    async def _restart(self, dead: Zygote) -> None:
        """Start a zygote in the place of ``dead``, unless another child has had that done meanwhile."""
        if self._zygote is not dead:
            return
        dead.close()
        self._zygote = _start_zygote(warm=self._warm, join=False)
        if self._preloaded:
            await self._zygote.preload(many=self._many)

    async def _child(self, setup: Setup, room: _Room) -> tuple[Child, Ready]:
        if spare := self._take_spare(room):
            with contextlib.suppress(SandboxError):  # it has gone, and nobody had noticed
                return await self._set_up(spare, setup)
        return await self._set_up(await self._begin(room), setup)

    async def _set_up(self, child: Child, setup: Setup) -> tuple[Child, Ready]:
        try:
            return child, await child.set_up(setup)
        except BaseException:
            await self.release(child)
            raise

    async def _begin(self, room: _Room) -> Child:
        child = Child()
        try:
            if self._zygote is not None:
                child.attach(await self._zygote.fork(child, room.memory, room.lifetime, room.shelter))
            else:
                child.attach(await spawn(child, room.memory, room.lifetime, room.shelter))
        except BaseException:
            await child.close()  # it has a file for what it would have printed
            raise
        self._children.append(child)
        return child

    def _take_spare(self, room: _Room) -> Child | None:
        if self._spare is None or not self._spare.alive or room != self._spare_room:
            return None
        child, self._spare = self._spare, None
        return child

    async def _let_spare_go(self) -> None:
        if self._spare is not None:
            child, self._spare = self._spare, None
            await self.release(child)


def _start_zygote(*, warm: bool, join: bool = True) -> Zygote:
    from lagrader.runner.fork import Zygote  # its module needs Unix sockets, which Windows lacks

    return Zygote(warm=warm, join=join)
