"""A line as slow as one likes: a proxy on this machine that hands everything on a little later.

Nothing is lost and nothing waits for what came before it, as on a long cable: only the round trip takes longer.
"""

import asyncio
import threading
from contextlib import suppress
from types import TracebackType

Address = tuple[str, int]


class SlowLine:
    """A TCP proxy in front of `far`, in a thread of its own; `round_trip` may be changed while it runs.

    with SlowLine(("127.0.0.1", 8888)) as line:
        line.round_trip = 0.150        # seconds; half of it each way
        connect_to(line.address)
    """

    def __init__(self, far: Address, round_trip: float = 0.0) -> None:
        self.far = far
        self.round_trip = round_trip
        self.address: Address = ("127.0.0.1", 0)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="slow line", daemon=True)

    def __enter__(self) -> "SlowLine":
        self._thread.start()
        starting = asyncio.start_server(self._connect, "127.0.0.1", 0)
        self._server = asyncio.run_coroutine_threadsafe(starting, self._loop).result()
        self.address = self._server.sockets[0].getsockname()
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        asyncio.run_coroutine_threadsafe(self._hang_up(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _connect(self, near_in: asyncio.StreamReader, near_out: asyncio.StreamWriter) -> None:
        with suppress(asyncio.CancelledError, ConnectionError):  # hung up
            far_in, far_out = await asyncio.open_connection(*self.far)
            await asyncio.gather(self._carry(near_in, far_out), self._carry(far_in, near_out))

    async def _carry(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        """One direction: a piece is read at once and written half a round trip later."""
        pieces: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        writing = asyncio.create_task(self._deliver(pieces, sink))
        ended = False
        while not ended:
            try:
                piece = await source.read(65536)
            except ConnectionError:
                piece = b""
            pieces.put_nowait((self._loop.time() + self.round_trip / 2, piece))
            ended = not piece  # the empty piece says that the line has ended, and travels as the others do
        await writing

    async def _deliver(self, pieces: "asyncio.Queue[tuple[float, bytes]]", sink: asyncio.StreamWriter) -> None:
        due, piece = await pieces.get()
        while piece:
            await asyncio.sleep(due - self._loop.time())
            sink.write(piece)
            due, piece = await pieces.get()
        sink.close()

    async def _hang_up(self) -> None:
        self._server.close()
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
