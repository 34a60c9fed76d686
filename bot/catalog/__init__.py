"""From the files under `faq/` to a `Catalog`: the only room that reads them."""
