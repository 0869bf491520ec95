"""Answers from the kernel leave at once.

Jupyter Server lets the system hold small packets back until the ones before them are acknowledged (Nagle's algorithm),
which costs every round trip between a slider and the kernel about 40 ms. Here each kernel's connection says not to wait.
"""

from asyncio import Future

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection


class PromptConnection(ZMQChannelsWebsocketConnection):
    """A kernel's connection to a browser that sends each message when there is one."""

    def connect(self) -> Future[None] | None:
        """Connects, and asks the system to hold nothing back."""
        self.websocket_handler.set_nodelay(True)
        return super().connect()


c = get_config()  # noqa: F821 (given by Jupyter)
c.ServerApp.kernel_websocket_connection_class = PromptConnection
