"""Accounts, tokens of programs, the audit log, the template of the conclusion: what an administrator keeps."""

from __future__ import annotations

from typing import Any

from service.schemas.account import (
    NewToken,
    NewUser,
    TokenIssued,
    TokenList,
    TokenShown,
    UserChange,
    UserList,
    UserShown,
)
from service.schemas.audit import AuditPage
from service.schemas.export import TemplateShown
from ui.client.base import Client


def listed(client: Client) -> list[UserShown]:
    """Return all accounts by login."""
    return client.get("/users", UserList).users


def add(client: Client, user: NewUser) -> UserShown:
    """Make an account."""
    return client.post("/users", UserShown, user)


def change(client: Client, user_id: str, what: UserChange) -> UserShown:
    """Change what is given of an account; the rest stays."""
    return client.patch(f"/users/{user_id}", UserShown, what)


def tokens(client: Client, user_id: str = "") -> list[TokenShown]:
    """Return the tokens of an account, of one's own where none is named."""
    return client.get(f"/users/{user_id}/tokens" if user_id else "/tokens", TokenList).tokens


def issue(client: Client, token: NewToken) -> TokenIssued:
    """Make a token of one's own; its secret is shown this once."""
    return client.post("/tokens", TokenIssued, token)


def revoke(client: Client, token_id: str) -> None:
    """Take a token back."""
    client.delete(f"/tokens/{token_id}")


def audit(client: Client, **query: Any) -> AuditPage:
    """Return a page of the audit log; `query` as of `GET /audit`."""
    return client.get("/audit", AuditPage, query)


def template(client: Client) -> TemplateShown:
    """Return what template of the conclusion is in use."""
    return client.get("/template/fields", TemplateShown)


def replace_template(client: Client, name: str, data: bytes) -> TemplateShown:
    """Put another template in use, if it passes the check."""
    return client.replace("/template", TemplateShown, [("file", (name, data))])


def reset_template(client: Client) -> None:
    """Put the built-in template in use."""
    client.delete("/template")
