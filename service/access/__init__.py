"""Who may do what: accounts, passwords, tokens, roles and regions."""
