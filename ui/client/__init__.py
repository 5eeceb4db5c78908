"""The interface's only way to the service: typed requests over HTTP; one file a resource."""

from ui.client.base import Client
from ui.client.errors import ServiceError

__all__ = ["Client", "ServiceError"]
