"""Documents: the files that plans were read from."""

from __future__ import annotations

from nlp.domain import Document
from service.schemas.document import DocumentShown
from ui.client.base import Client


def one(client: Client, document_id: str) -> DocumentShown:
    """Return a document."""
    return client.get(f"/documents/{document_id}", DocumentShown)


def content(client: Client, document_id: str) -> Document:
    """Return what the reader saw: paragraphs and tables with the numbers of their rows and pages."""
    return client.get(f"/documents/{document_id}/content", Document)


def page_picture(client: Client, document_id: str, number: int) -> bytes:
    """Return a page of a PDF or a scan as PNG."""
    return client.data(f"/documents/{document_id}/pages/{number}.png")


def remove(client: Client, document_id: str) -> None:
    """Delete a document with its plans, their answers and corrections; there is no way back."""
    client.delete(f"/documents/{document_id}")
