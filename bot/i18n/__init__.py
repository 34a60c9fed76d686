"""The bot's own words in both languages; `words(language)` is passed along, never kept globally."""
