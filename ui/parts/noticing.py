"""Which notices speak of how the program read a plan; all others are faults of the plan itself."""

READING_KINDS = frozenset(
    (
        "category-unsure",
        "cut-mended",
        "deadline-unread",
        "doubtful-line",
        "doubtful-row",
        "empty-row",
        "long-cell",
        "no-header",
        "no-plan",
        "no-text",
        "number-misprint",
        "ocr-doubtful",
        "ocr-repaired",
        "recognised",
        "scanned-pages",
        "struck-text",
        "tracked-changes",
        "unread-pages",
        "wrong-extension",
    )
)
