"""What French typography asks for beyond Django's own French formats."""

THOUSAND_SEPARATOR = "\u202f"  # narrow and not breaking
