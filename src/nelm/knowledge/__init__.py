"""Published sources made computable: pack schema, loader, linter and the packs themselves."""
