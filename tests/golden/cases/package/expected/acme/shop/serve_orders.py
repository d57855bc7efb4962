"""The plugin of `orders.py`: fill in the methods, and let a host start it."""

from gen_plugin_runtime import get_logger

from .models import Order, State
from .orders_plugin import serve

logger = get_logger("orders")


class MyOrders:
    """Takes orders."""

    def place(self, order: Order) -> int:
        """Place an order and get its number."""
        raise NotImplementedError

    def state(self, number: int) -> State:
        raise NotImplementedError


if __name__ == "__main__":
    serve(MyOrders())
