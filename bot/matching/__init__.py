"""From a question to a decision: index, rank, decide; and the tools that learn and measure."""
